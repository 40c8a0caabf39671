import * as kms from 'aws-cdk-lib/aws-kms';
import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** The key that signs manifests: an existing one, or without an ARN one that the stack makes. */
export interface Signing {
  readonly keyArn?: string;
}

/**
 * The key that signs manifests. A key that the stack makes is on the curve P-256, and outlives the stack, because
 * readers check old signatures with its public half. KMS cannot rotate such a key.
 * @see docs/decisions/0126-signatures-are-kept.md
 */
export function signingKey(scope: Construct, id: string, { keyArn }: Signing): kms.IKey {
  if (keyArn !== undefined) return kms.Key.fromKeyArn(scope, id, keyArn);
  const { stackName } = Stack.of(scope);
  return new kms.Key(scope, id, {
    alias: `${stackName}-signing`,
    description: `${stackName}: signs the manifests of published audits`,
    keySpec: kms.KeySpec.ECC_NIST_P256,
    keyUsage: kms.KeyUsage.SIGN_VERIFY,
    removalPolicy: RemovalPolicy.RETAIN,
  });
}
