import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/** A receiver of rights: a function, or a policy that others attach to their own roles. */
export interface Grantee extends IConstruct {
  /** The construct that contains the statements, and the acknowledgements of findings about them. */
  readonly holder: IConstruct;
  grant(statement: iam.PolicyStatement): void;
}

export function allow(grantee: Grantee, actions: readonly string[], ...resources: string[]): void {
  grantee.grant(new iam.PolicyStatement({ actions: [...actions], resources }));
}
