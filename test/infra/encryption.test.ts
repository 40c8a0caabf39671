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

/** What a resource is encrypted by, wherever its kind says it. */
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

describe('without being asked for', () => {
  it('there is no key of the account’s own, and nobody is allowed to use one', () => {
    const plain = appUnderTest().stack;
    expect(ofType(plain, 'AWS::KMS::Key')).toEqual([]);
    expect(storing(plain).filter(({ Properties }) => keyOf(Properties))).toEqual([]);
    expect(grants(plain).filter(({ action }) => action.startsWith('kms:'))).toEqual([]);
  });
});

describe('the key', () => {
  it('passes the policy checks, is rotated, outlives the stack, and is called as it', () => {
    expect(() => app.synth()).not.toThrow();
    expect(own).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { EnableKeyRotation: true },
    });
    expect(ofType(stack, 'AWS::KMS::Alias')[0]?.Properties.AliasName).toBe('alias/Primum');
    const prod = appUnderTest({}, { encryption: 'kms', stage: 'prod' }).stack;
    expect(ofType(prod, 'AWS::KMS::Alias')[0]?.Properties.AliasName).toBe('alias/Primum-prod');
  });

  it('encrypts tables, queues, the topic, logs and the secret', () => {
    expect(storing(stack).length).toBe(2 + 4 + 1 + 4 + 1);
    for (const { Type, Properties } of storing(stack)) expect([Type, keyOf(Properties)]).toEqual([Type, key]);
  });

  it('encrypts the buckets by keys derived from it, but for those that AWS delivers access logs to', () => {
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

describe('who may use the key', () => {
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
    // Lambda polls the queue in the name of the function, and CDK grants that by itself.
    [
      'record-votes',
      stack.recording.recordVotes.role,
      ['Decrypt key', ...WRITE_TABLE, ...through('s3'), 'Decrypt key through secretsmanager'],
    ],
    [
      'import-export',
      stack.importing.importExport.role,
      [
        ...['Decrypt key', ...WRITE_TABLE, ...through('s3'), ...through('sqs')],
        'Decrypt key through secretsmanager',
      ],
    ],
    ['publish-snapshot', stack.publishing.publishSnapshot.role, [...READ_TABLE, ...through('s3')]],
    ['check-integrity', stack.checking.checkIntegrity.role, [...READ_TABLE, ...through('s3')]],
    ['a rating app', stack.policies.producer, through('sqs')],
    ['a rating app of one study', stack.recording.producers.roles.get('app')!, through('sqs')],
    ['a reader', stack.policies.reader, ['Decrypt key through s3']],
    ['an importer', stack.policies.importer, through('s3')],
    [
      'an operator',
      stack.policies.operator,
      [...WRITE_TABLE, ...through('s3'), ...through('sqs'), 'Decrypt key through secretsmanager'],
    ],
  ])('%s, for what it reads and writes, and through the service that keeps it', (_, holder, expected) => {
    expect(uses(logicalId(stack, holder))).toEqual(expected.toSorted());
  });

  it('services, where they act in their own name: EventBridge, CloudWatch, its logs, CloudFront', () => {
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

  it('services only for what is of this account', () => {
    for (const { Principal, Condition } of own!.Properties.KeyPolicy.Statement)
      if (Principal.Service) expect(JSON.stringify(Condition)).toContain('AWS::AccountId');
  });
});

describe('a key that is there already', () => {
  const { app: given, stack: with_ } = appUnderTest({}, { ...everything, encryption: OTHER });

  it('encrypts all the same, is no part of the stack, and passes the policy checks', () => {
    expect(() => given.synth()).not.toThrow();
    expect(ofType(with_, 'AWS::KMS::Key')).toEqual([]);
    for (const { Type, Properties } of storing(with_))
      expect([Type, keyOf(Properties)]).toEqual([Type, OTHER]);
    expect(given.synth().getStackByName('Primum').template.Outputs.EncryptionKeyArn.Value).toBe(OTHER);
  });

  it('needs a policy that the documentation spells out: what ours has for services', () => {
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

  it.each(['aws', 'alias/ours', 'arn:aws:kms:eu-central-1:123456789012:alias/ours', `${OTHER}x`])(
    'is not guessed from %j',
    (encryption) => {
      expect(() => appUnderTest({}, { encryption })).toThrow(/encryption=.* is neither kms/);
    },
  );
});

describe('turning it on', () => {
  it('replaces no table, bucket, queue or secret: what is there keeps its logical id', () => {
    const kept = ['DynamoDB::Table', 'S3::Bucket', 'SQS::Queue', 'SecretsManager::Secret', 'Logs::LogGroup'];
    const ids = (under: typeof stack) =>
      [...resources(under)].filter(([, { Type }]) => kept.includes(Type.slice(5))).map(([id]) => id);
    expect(ids(stack)).toEqual(ids(appUnderTest({}, everything).stack));
  });
});
