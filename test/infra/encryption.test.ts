import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../infra/bundle.ts';
import { appUnderTest, logicalId, ofType, resourceOf, resources } from './stack-under-test.ts';
import { grants } from './statements.ts';

afterAll(() => CloudAssembly.cleanupTemporaryDirectories());

const everything = { distribution: 'true', alarmEmail: 'on-call@example.org', producers: { app: 'pilot' } };
const { app, stack } = appUnderTest({}, { ...everything, encryption: 'kms' });
const key = { 'Fn::GetAtt': [logicalId(stack, stack.storage.key!), 'Arn'] };
const [own] = ofType(stack, 'AWS::KMS::Key');
const OTHER = 'arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-1111-2222-333344445555';

/** The encryption key of a resource, from the property that its type uses. */
const keyOf = (Properties: Record<string, never>): unknown => {
  const { SSESpecification, KmsMasterKeyId, KmsKeyId, BucketEncryption } = Properties as Record<
    string,
    never
  >;
  const [rule] = (BucketEncryption as { ServerSideEncryptionConfiguration?: never[] } | undefined)
    ?.ServerSideEncryptionConfiguration ?? [{}];
  const inBucket = (rule as { ServerSideEncryptionByDefault?: { KMSMasterKeyID?: unknown } })
    .ServerSideEncryptionByDefault?.KMSMasterKeyID;
  return (
    (SSESpecification as { KMSMasterKeyId?: unknown } | undefined)?.KMSMasterKeyId ??
    KmsMasterKeyId ??
    KmsKeyId ??
    inBucket
  );
};
const STORING = ['DynamoDB::Table', 'SQS::Queue', 'SNS::Topic', 'Logs::LogGroup', 'SecretsManager::Secret'];
const storing = (under: typeof stack) => STORING.flatMap((type) => ofType(under, `AWS::${type}`));

describe('a stack with default options', () => {
  it('has no customer managed key and grants no right to one', () => {
    const plain = appUnderTest().stack;
    expect(ofType(plain, 'AWS::KMS::Key')).toEqual([]);
    expect(storing(plain).filter(({ Properties }) => keyOf(Properties))).toEqual([]);
    expect(grants(plain).filter(({ action }) => action.startsWith('kms:'))).toEqual([]);
  });
});

describe('the key', () => {
  it('passes the policy checks, is rotated, outlives the stack and has an alias with its name', () => {
    expect(() => app.synth()).not.toThrow();
    expect(own).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: { EnableKeyRotation: true },
    });
    expect(ofType(stack, 'AWS::KMS::Alias')[0]?.Properties.AliasName).toBe('alias/Primum');
    const prod = appUnderTest({}, { encryption: 'kms', stage: 'prod' }).stack;
    expect(ofType(prod, 'AWS::KMS::Alias')[0]?.Properties.AliasName).toBe('alias/Primum-prod');
  });

  it('encrypts tables, queues, the topic, logs, the secret and the studies of rating apps', () => {
    expect(storing(stack).length).toBe(2 + 4 + 1 + 4 + 2);
    for (const { Type, Properties } of storing(stack)) expect([Type, keyOf(Properties)]).toEqual([Type, key]);
  });

  it('encrypts the buckets with bucket keys, except the buckets for access logs', () => {
    const { exports, snapshots } = stack.storage;
    for (const bucket of [exports, snapshots]) {
      const { Properties } = resourceOf(stack, bucket);
      expect(keyOf(Properties)).toEqual(key);
      expect(Properties.BucketEncryption.ServerSideEncryptionConfiguration[0].BucketKeyEnabled).toBe(true);
    }
    const others = ofType(stack, 'AWS::S3::Bucket').filter(({ Properties }) => !keyOf(Properties));
    expect(others).toHaveLength(2);
    for (const { Properties } of others)
      expect(Properties.LifecycleConfiguration.Rules).toMatchObject([{ Id: 'a-year-of-logs' }]);
  });
});

describe('the right to use the key', () => {
  const all = grants(stack);
  const uses = (role: string) =>
    all
      .filter((grant) => grant.role === role && grant.action.startsWith('kms:'))
      .map(({ action, resource }) => `${action.slice(4)} ${resource}`)
      .sort();
  const READ_TABLE = ['Decrypt', 'DescribeKey'].map((action) => `${action} key through dynamodb`);
  const WRITE_TABLE = ['Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo']
    .map((action) => `${action} key through dynamodb`)
    .concat(READ_TABLE);
  const through = (service: string) =>
    ['Decrypt', 'GenerateDataKey'].map((action) => `${action} key through ${service}`);

  it.each([
    // Lambda polls the queue with the function's role. CDK grants this right itself.
    [
      'record-votes',
      stack.recordVotes.lambda.role,
      ['Decrypt key', ...WRITE_TABLE, ...through('s3'), 'Decrypt key through secretsmanager'],
    ],
    [
      'import-export',
      stack.importExport.lambda.role,
      [
        ...['Decrypt key', ...WRITE_TABLE, ...through('s3'), ...through('sqs')],
        'Decrypt key through secretsmanager',
      ],
    ],
    ['publish-snapshot', stack.publishSnapshot.lambda.role, [...READ_TABLE, ...through('s3')]],
    ['check-integrity', stack.checkIntegrity.lambda.role, [...READ_TABLE, ...through('s3')]],
    ['a rating app', stack.policies.producer, through('sqs')],
    ['a rating app of one study', stack.recordVotes.producers.roles.get('app')!, through('sqs')],
    ['a reader', stack.policies.reader, ['Decrypt key through s3']],
    ['an auditor', stack.policies.auditor, ['Decrypt key through s3']],
    ['an importer', stack.policies.importer, through('s3')],
    [
      'an operator',
      stack.policies.operator,
      [...WRITE_TABLE, ...through('s3'), ...through('sqs'), 'Decrypt key through secretsmanager'],
    ],
  ])(
    'is limited for %s to its own data, and to requests through the services that store the data',
    (_, holder, expected) => {
      expect(uses(logicalId(stack, holder))).toEqual(expected.toSorted());
    },
  );

  it('is granted to the services that act in their own name: EventBridge, CloudWatch, its logs and CloudFront', () => {
    const services = own!.Properties.KeyPolicy.Statement.flatMap(
      ({ Principal }: { Principal: { Service?: unknown } }) => (Principal.Service ? [Principal.Service] : []),
    ).map((service: string | { 'Fn::Join': [string, unknown[]] }) =>
      typeof service === 'string' ? service : service['Fn::Join'][1][0],
    );
    expect(services.sort()).toEqual([
      'cloudfront.amazonaws.com',
      'cloudwatch.amazonaws.com',
      'events.amazonaws.com',
      'logs.',
    ]);
  });

  it('is limited for services to resources of this account', () => {
    for (const { Principal, Condition } of own!.Properties.KeyPolicy.Statement)
      if (Principal.Service) expect(JSON.stringify(Condition)).toContain('AWS::AccountId');
  });
});

describe('an existing key', () => {
  const { app: given, stack: with_ } = appUnderTest({}, { ...everything, encryption: OTHER });

  it('encrypts the same resources, is not part of the stack, and passes the policy checks', () => {
    expect(() => given.synth()).not.toThrow();
    expect(ofType(with_, 'AWS::KMS::Key')).toEqual([]);
    for (const { Type, Properties } of storing(with_))
      expect([Type, keyOf(Properties)]).toEqual([Type, OTHER]);
    expect(given.synth().getStackByName('Primum').template.Outputs.EncryptionKeyArn.Value).toBe(OTHER);
  });

  it('needs the documented policy, which equals the service statements of a key made by the stack', () => {
    const text = readFileSync(join(ROOT, 'docs/encryption.md'), 'utf8');
    const told = JSON.parse(/```json\n([\s\S]*?)```/.exec(text)![1]!);
    const inWords = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(inWords);
      if (typeof value !== 'object' || value === null) return value;
      const { Ref, 'Fn::Join': join_ } = value as { Ref?: string; 'Fn::Join'?: [string, unknown[]] };
      if (Ref)
        return { 'AWS::Region': '<region>', 'AWS::AccountId': '<account>', 'AWS::Partition': 'aws' }[Ref];
      if (join_) return join_[1].map(inWords).join(join_[0]);
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inWords(one)]));
    };
    const ours = own!.Properties.KeyPolicy.Statement.filter(
      ({ Principal }: { Principal: { Service?: unknown } }) => Principal.Service,
    ).map(({ Sid: _, ...statement }: { Sid?: string }) => inWords(statement));
    expect(told).toEqual(ours);
  });

  it.each(['AWS', 'alias/ours', 'arn:aws:kms:eu-central-1:123456789012:alias/ours', `${OTHER}x`])(
    'causes an error for the invalid value %j',
    (encryption) => {
      expect(() => appUnderTest({}, { encryption })).toThrow(/encryption=.* is neither kms/);
    },
  );
});

describe('turning encryption on', () => {
  it('keeps the logical ids of tables, buckets, queues, the secret and logs, so that none is replaced', () => {
    const kept = ['DynamoDB::Table', 'S3::Bucket', 'SQS::Queue', 'SecretsManager::Secret', 'Logs::LogGroup'];
    const ids = (under: typeof stack) =>
      [...resources(under)].filter(([, { Type }]) => kept.includes(Type.slice(5))).map(([id]) => id);
    expect(ids(stack)).toEqual(ids(appUnderTest({}, everything).stack));
  });
});
