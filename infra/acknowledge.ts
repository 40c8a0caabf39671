import { Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/**
 * Accepts one finding of the policy checks on one construct.
 *
 * @param finding the rule's id, with the finding in brackets if the rule reports several
 * @param reason why the finding is acceptable, in words that would convince an auditor
 */
export function acknowledge(construct: IConstruct, finding: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: finding, reason });
}
