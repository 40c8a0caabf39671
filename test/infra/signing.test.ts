import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll, describe, expect, it } from 'vitest';
import { appUnderTest, logicalId, ofType, resourceOf } from './stack-under-test.ts';
import { grants } from './statements.ts';

afterAll(() => CloudAssembly.cleanupTemporaryDirectories());

const OTHER = 'arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-1111-2222-333344445555';
const { app, stack } = appUnderTest({}, { signing: 'kms' });
const variablesOf = (under: typeof stack): Record<string, unknown>[] =>
  ofType(under, 'AWS::Lambda::Function').map(({ Properties }) => Properties.Environment.Variables);
const signingGrants = (under: typeof stack) =>
  grants(under).filter(({ action }) => action.startsWith('kms:'));

describe('a stack that signs manifests', () => {
  it('makes a key on the curve P-256 that only signs, outlives the stack, and passes the policy checks', () => {
    expect(() => app.synth()).not.toThrow();
    expect(ofType(stack, 'AWS::KMS::Key')).toEqual([
      expect.objectContaining({
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
        Properties: expect.objectContaining({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
      }),
    ]);
    expect(ofType(stack, 'AWS::KMS::Alias')[0]?.Properties.AliasName).toBe('alias/Primum-signing');
  });

  it('allows kms:Sign on this key to the publishing function, and no other use of it to anybody', () => {
    const publisher = logicalId(stack, stack.publishSnapshot.lambda.role);
    expect(signingGrants(stack).map(({ action, role }) => [action, role])).toEqual([['kms:Sign', publisher]]);
  });

  it('tells the key only to the publishing function', () => {
    const key = { 'Fn::GetAtt': [logicalId(stack, stack.publishSnapshot.signingKey!), 'Arn'] };
    const told = variablesOf(stack).filter(({ SIGNING_KEY }) => SIGNING_KEY !== undefined);
    expect(told).toEqual([
      expect.objectContaining({ SIGNING_KEY: key, POWERTOOLS_SERVICE_NAME: 'publish-snapshot' }),
    ]);
  });

  it('uses an existing key by its ARN, and makes none', () => {
    const existing = appUnderTest({}, { signing: OTHER }).stack;
    expect(ofType(existing, 'AWS::KMS::Key')).toEqual([]);
    expect(variablesOf(existing).map(({ SIGNING_KEY }) => SIGNING_KEY)).toContain(OTHER);
    expect(signingGrants(existing)).toHaveLength(1);
  });
});

it('a stack without the option neither has a signing key nor the right to sign', () => {
  const plain = appUnderTest().stack;
  expect(plain.publishSnapshot.signingKey).toBeUndefined();
  expect(signingGrants(plain)).toEqual([]);
  expect(variablesOf(plain).filter(({ SIGNING_KEY }) => SIGNING_KEY !== undefined)).toEqual([]);
});

describe('the lock of published files', () => {
  const lockOf = (objectLock?: unknown) => {
    const under = appUnderTest({}, objectLock === undefined ? {} : { objectLock }).stack;
    const { ObjectLockEnabled, ObjectLockConfiguration } = resourceOf(
      under,
      under.storage.snapshots,
    ).Properties;
    return { enabled: ObjectLockEnabled, retention: ObjectLockConfiguration?.Rule.DefaultRetention };
  };

  it('is off by default', () => {
    expect(lockOf()).toEqual({ enabled: undefined, retention: undefined });
  });

  it('keeps each version for a number of days, in governance mode unless compliance is demanded', () => {
    expect(lockOf('365')).toEqual({ enabled: true, retention: { Mode: 'GOVERNANCE', Days: 365 } });
    expect(lockOf(30)).toEqual({ enabled: true, retention: { Mode: 'GOVERNANCE', Days: 30 } });
    expect(lockOf('compliance:3650')).toEqual({
      enabled: true,
      retention: { Mode: 'COMPLIANCE', Days: 3650 },
    });
  });

  it('locks only the bucket of snapshots, because exports may have to be deleted', () => {
    const { stack: locked } = appUnderTest({}, { objectLock: '30' });
    const buckets = ofType(locked, 'AWS::S3::Bucket');
    expect(buckets.filter(({ Properties }) => Properties.ObjectLockEnabled)).toHaveLength(1);
  });

  it.each(['0', '-1', '1.5', 'forever', 'compliance:', '36501', 'true'])(
    'is refused with the option objectLock=%s',
    (objectLock) => {
      expect(() => lockOf(objectLock)).toThrow(`-c objectLock=${objectLock} is neither a number of days`);
    },
  );
});
