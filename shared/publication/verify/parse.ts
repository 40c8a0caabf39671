import type * as z from 'zod';

/** A file as a value of its schema, or its faults, one sentence each. */
export type Parsed<T> =
  | { readonly value: T; readonly asWritten: unknown; readonly faults: readonly [] }
  | { readonly value: null; readonly faults: readonly string[] };

/** Reads a JSON file of a snapshot. `asWritten` includes fields that the schema does not know. */
export function parse<T extends z.ZodType>(
  file: string,
  schema: T,
  body: Uint8Array | undefined,
): Parsed<z.output<T>> {
  if (!body) return unreadable(`${file} is missing from the manifest`);
  let asWritten: unknown;
  try {
    asWritten = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    return unreadable(`${file} is not JSON: ${(error as Error).message}`);
  }
  const { success, data, error } = schema.safeParse(asWritten);
  if (success) return { value: data, asWritten, faults: [] };
  return unreadable(
    ...error.issues.map(
      ({ path, message }) => `${file} does not fit its schema: ${path.join('.') || 'as a whole'}: ${message}`,
    ),
  );
}

const unreadable = (...faults: string[]) => ({ value: null, faults });
