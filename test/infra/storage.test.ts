import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll, describe, expect, it } from 'vitest';
import { INDEX } from '../../shared/contracts/index.ts';
import { fileKey, historyKey, latestKey, snapshotId } from '../../shared/publication/keys.ts';
import { appUnderTest, logicalId, ofType, resourceOf, resources } from './stack-under-test.ts';

afterAll(() => CloudAssembly.cleanupTemporaryDirectories());

const { stack } = appUnderTest();
const { storage } = stack;

describe.each([
  ['ledger', storage.ledger],
  ['counters', storage.counters],
])('the %s table', (_, construct) => {
  const { Properties } = resourceOf(stack, construct);

  it('has the keys pk and sk, and on-demand billing', () => {
    expect(Properties.KeySchema).toEqual([
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ]);
    expect(Properties.BillingMode).toBe('PAY_PER_REQUEST');
  });

  it('has point-in-time recovery and deletion protection', () => {
    expect(Properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled).toBe(true);
    expect(Properties.DeletionProtectionEnabled).toBe(true);
  });

  it('never expires an item', () => {
    expect(Properties.TimeToLiveSpecification).toBeUndefined();
  });
});

describe('a bucket', () => {
  const buckets = ofType(stack, 'AWS::S3::Bucket');

  it('is always private and encrypted', () => {
    expect(buckets).toHaveLength(3);
    for (const { Properties } of buckets) {
      expect(Properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      const [encryption] = Properties.BucketEncryption.ServerSideEncryptionConfiguration;
      expect(encryption.ServerSideEncryptionByDefault).toEqual({ SSEAlgorithm: 'AES256' });
    }
  });

  it('refuses requests without TLS', () => {
    const policies = ofType(stack, 'AWS::S3::BucketPolicy');
    expect(policies).toHaveLength(3);
    for (const { Properties } of policies) {
      expect(Properties.PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Action: 's3:*',
          Principal: { AWS: '*' },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
    }
  });

  it('keeps every version and logs every access if it holds exports or snapshots', () => {
    for (const construct of [storage.exports, storage.snapshots]) {
      const { Properties } = resourceOf(stack, construct);
      expect(Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
      const logs = logicalId(stack, storage.node.findChild('AccessLogs'));
      expect(Properties.LoggingConfiguration.DestinationBucketName).toEqual({ Ref: logs });
    }
  });
});

describe('the snapshots bucket', () => {
  const [policy] = ofType(stack, 'AWS::S3::BucketPolicy').filter(
    ({ Properties }) => Properties.Bucket.Ref === logicalId(stack, storage.snapshots),
  );
  const denied = (sid: string) =>
    policy!.Properties.PolicyDocument.Statement.find(({ Sid }: { Sid?: string }) => Sid === sid);

  it.each([
    ['NothingIsOverwrittenUnseen', '/*', { 's3:if-none-match': 'true', 's3:if-match': 'true' }],
    ['SnapshotsAreWrittenOnce', '/snapshots/*/????????T??????Z-*', { 's3:if-none-match': 'true' }],
    ['PublicEditionsAreWrittenOnce', '/public/*/????????T??????Z-*', { 's3:if-none-match': 'true' }],
    ['NumbersAreClaimedOnce', '/snapshots/*/chain/*', { 's3:if-none-match': 'true' }],
    ['LocksAreWrittenOnce', '/snapshots/*/lock.json', { 's3:if-none-match': 'true' }],
    ['PublicNumbersAreClaimedOnce', '/public/*/chain/*', { 's3:if-none-match': 'true' }],
  ])('denies every principal to write without a condition: %s', (sid, keys, absent) => {
    expect(denied(sid)).toEqual({
      Sid: sid,
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 's3:PutObject',
      Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [logicalId(stack, storage.snapshots), 'Arn'] }, keys]] },
      Condition: { Null: absent, Bool: { 's3:ObjectCreationOperation': 'true' } },
    });
  });

  it('distinguishes files of a snapshot by their keys from pointers and the index', () => {
    const [, keys] = denied('SnapshotsAreWrittenOnce').Resource['Fn::Join'][1];
    const pattern = new RegExp(`^${keys.slice(1).replaceAll('?', '.').replaceAll('*', '.*')}$`);
    const id = snapshotId('2026-03-01T09:30:00Z', 'f'.repeat(64));
    expect(pattern.test(fileKey('study', id, 'report.html'))).toBe(true);
    for (const key of [INDEX, latestKey('study'), historyKey('study')]) expect(pattern.test(key)).toBe(false);
  });
});

describe('the lifecycle of the snapshots bucket', () => {
  it('deletes no version of an internal edition, because old versions show who changed it', () => {
    const { Rules } = resourceOf(stack, storage.snapshots).Properties.LifecycleConfiguration;
    const covering = Rules.filter(({ Prefix = '' }: { Prefix?: string }) => 'snapshots/'.startsWith(Prefix));
    expect(covering).toEqual([
      {
        Id: 'abandoned-uploads',
        Status: 'Enabled',
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      },
    ]);
  });
});

describe('the exports bucket', () => {
  const { Properties } = resourceOf(stack, storage.exports);

  it('sends events about new objects to EventBridge', () => {
    expect(Properties.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
  });

  it('deletes unparsable bodies after 30 days, former looks after a day, old versions of files and receipts after 90 days, and nothing else', () => {
    const expiring = Properties.LifecycleConfiguration.Rules.filter(
      (rule: Record<string, unknown>) => 'ExpirationInDays' in rule || 'NoncurrentVersionExpiration' in rule,
    );
    const oldVersions = (Id: string, Prefix: string) => ({
      ...{ Id, Prefix, Status: 'Enabled', ExpiredObjectDeleteMarker: true },
      NoncurrentVersionExpiration: { NoncurrentDays: 90 },
    });
    expect(expiring).toEqual([
      {
        Id: 'unparsable-bodies',
        Status: 'Enabled',
        Prefix: 'rejects/unparsable/',
        ExpirationInDays: 30,
        NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      },
      {
        Id: 'former-looks',
        Status: 'Enabled',
        Prefix: 'looks/',
        NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      },
      oldVersions('old-exports', 'exports/'),
      oldVersions('old-receipts', 'receipts/'),
      oldVersions('old-checks', 'integrity/'),
    ]);
  });

  it('keeps an old version for longer than a message about it can live in both queues', () => {
    const { imports } = stack.importExport;
    const seconds = [imports.queue, imports.deadLetters].map(
      (queue) => resourceOf(stack, queue).Properties.MessageRetentionPeriod,
    );
    expect(90 * 24 * 3600).toBeGreaterThan(3 * (seconds[0] + seconds[1]));
  });

  it('never deletes a protocol or an old version of one', () => {
    const prefixes = Properties.LifecycleConfiguration.Rules.map(({ Prefix }: { Prefix?: string }) => Prefix);
    expect(
      prefixes.filter((prefix?: string) => prefix !== undefined && 'protocols/'.startsWith(prefix)),
    ).toEqual([]);
  });
});

describe('removing or replacing the stack', () => {
  const everything = appUnderTest({}, { encryption: 'kms', distribution: 'true', alarmEmail: 'a@b.example' });
  /** Resources that hold data of a study, or without which such data cannot be read. */
  const KEPT = [
    'DynamoDB::Table',
    'S3::Bucket',
    'SecretsManager::Secret',
    'SQS::Queue',
    'Logs::LogGroup',
    'KMS::Key',
  ].map((type) => `AWS::${type}`);
  const all = [...resources(everything.stack)];

  it.each(KEPT)('keeps every %s', (type) => {
    const kept = all.filter(([, { Type }]) => Type === type);
    expect(kept.length).toBeGreaterThan(0);
    for (const [id, { DeletionPolicy, UpdateReplacePolicy }] of kept)
      expect([id, DeletionPolicy?.slice(0, 6), UpdateReplacePolicy]).toEqual([id, 'Retain', 'Retain']);
  });

  it('leaves only the tables of a creation that failed, because CloudFormation cannot delete protected tables', () => {
    const left = all.filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain');
    expect(left.map(([, { Type }]) => Type)).toEqual(['AWS::DynamoDB::Table', 'AWS::DynamoDB::Table']);
    for (const [, { Properties }] of left) expect(Properties.DeletionProtectionEnabled).toBe(true);
  });

  it('keeps no other resource', () => {
    const kept = all.filter(
      ([, { DeletionPolicy }]) => DeletionPolicy !== undefined && DeletionPolicy !== 'Delete',
    );
    expect([...new Set(kept.map(([, { Type }]) => Type))].sort()).toEqual([...KEPT].sort());
  });
});

describe('the secret', () => {
  it('is generated by AWS, and its value is in no template', () => {
    const { Properties } = resourceOf(stack, storage.secret);
    expect(Properties.SecretString).toBeUndefined();
    expect(Properties.GenerateSecretString.PasswordLength).toBe(64);
  });
});
