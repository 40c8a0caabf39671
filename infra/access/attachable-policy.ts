import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Grantee } from '../grantee.ts';
import { faultInLength } from './policy-length.ts';

/** A policy to attach to roles and users outside of the stack. Synthesis fails if IAM would refuse its length. */
export class AttachablePolicy extends Construct implements Grantee {
  readonly holder: iam.ManagedPolicy;

  constructor(scope: Construct, id: string, description: string) {
    super(scope, id);
    this.holder = new iam.ManagedPolicy(this, 'Policy', { description });
    this.node.addValidation({
      validate: () => [faultInLength(this.holder)].filter((fault) => fault !== null),
    });
  }

  grant(statement: iam.PolicyStatement): void {
    this.holder.addStatements(statement);
  }
}
