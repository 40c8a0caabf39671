import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/** Who can be granted something: a function, or a policy that others attach to roles of their own. */
export interface Grantee extends IConstruct {
  /** What carries the statements, and the acknowledgements of findings about them. */
  readonly holder: IConstruct;
  grant(statement: iam.PolicyStatement): void;
}

/** Allows these actions on these resources. */
export function allow(grantee: Grantee, actions: readonly string[], ...resources: string[]): void {
  grantee.grant(new iam.PolicyStatement({ actions: [...actions], resources }));
}
