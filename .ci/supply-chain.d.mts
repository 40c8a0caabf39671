export interface BillOfMaterials {
  readonly components: readonly {
    readonly name: string;
    readonly version: string;
    readonly licenses?: readonly (
      | { readonly license: { readonly id?: string; readonly name?: string } }
      | { readonly expression: string }
    )[];
  }[];
}
export const ALLOWED: ReadonlySet<string>;
export const ALLOWED_TOOLS: ReadonlySet<string>;
export function billOfMaterials(of: { readonly deployed: boolean }): BillOfMaterials;
export function unlicensed(bill: BillOfMaterials, allowed: ReadonlySet<string>): string[];
export function audit(
  options?: readonly string[],
): Promise<{ readonly well: boolean; readonly line: string }>;
