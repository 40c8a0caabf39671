import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll, describe, expect, it } from 'vitest';
import { appUnderTest, logicalId, ofType } from './stack-under-test.ts';
import { grants, listedPrefixes, may } from './statements.ts';

afterAll(() => CloudAssembly.cleanupTemporaryDirectories());

const { stack } = appUnderTest();
const all = grants(stack);
const recordVotes = logicalId(stack, stack.recordVotes.lambda.role);
const importExport = logicalId(stack, stack.importExport.lambda.role);
const publishSnapshot = logicalId(stack, stack.publishSnapshot.lambda.role);
const checkIntegrity = logicalId(stack, stack.checkIntegrity.lambda.role);
const functions = [recordVotes, importExport, publishSnapshot, checkIntegrity];

/** The grants of a role, as `action resource`. */
const granted = (role: string) =>
  all
    .filter((grant) => grant.role === role)
    .map(({ effect, action, resource }) => `${effect === 'Deny' ? 'not ' : ''}${action} ${resource}`)
    .sort();

const on = (table: string, ...actions: string[]) => actions.map((action) => `dynamodb:${action} ${table}`);
const COUNTING = on('counters', 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem');
const READING = [...on('ledger', 'Query'), ...on('counters', 'GetItem', 'Query')];
const consuming = (queue: string) =>
  ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage'].map(
    (action) => `sqs:${action} ${queue}`,
  );
const LOGGING = ['logs:CreateLogStream own logs', 'logs:PutLogEvents own logs'];

describe('a role is granted exactly what its function does', () => {
  it('record-votes writes judgments and counters, reads protocols and stores rejects', () => {
    expect(granted(recordVotes)).toEqual(
      [
        ...LOGGING,
        ...on('ledger', 'PutItem'),
        ...COUNTING,
        ...consuming('votes queue'),
        'secretsmanager:GetSecretValue secret',
        's3:ListBucket exports',
        's3:GetObject exports/protocols/*',
        's3:PutObject exports/rejects/*',
      ].sort(),
    );
  });

  it('import-export also reads judgments and exports, sends its own continuation and stores receipts', () => {
    expect(granted(importExport)).toEqual(
      [
        ...LOGGING,
        ...on('ledger', 'BatchGetItem', 'PutItem'),
        ...COUNTING,
        ...on('counters', 'ConditionCheckItem'),
        ...consuming('imports queue'),
        'sqs:SendMessage imports queue',
        'secretsmanager:GetSecretValue secret',
        's3:ListBucket exports',
        ...['exports', 'operator', 'protocols', 'receipts'].map(
          (prefix) => `s3:GetObject exports/${prefix}/*`,
        ),
        's3:GetObjectVersion exports/exports/*',
        's3:GetObjectVersion exports/operator/*',
        's3:PutObject exports/receipts/*',
        's3:AbortMultipartUpload exports/receipts/*',
        's3:DeleteObject exports/receipts/*',
      ].sort(),
    );
  });

  it('publish-snapshot reads the tables, and writes snapshots and its own last looks', () => {
    expect(granted(publishSnapshot)).toEqual(
      [
        ...LOGGING,
        ...READING,
        ...on('ledger', 'Scan'),
        's3:ListBucket exports',
        ...['protocols', 'receipts', 'rejects', 'integrity', 'state'].map(
          (prefix) => `s3:GetObject exports/${prefix}/*`,
        ),
        ...['GetObject', 'PutObject'].map((action) => `s3:${action} exports/looks/*`),
        'not s3:GetObject exports/rejects/unparsable/*',
        'not s3:GetObjectVersion exports/rejects/unparsable/*',
        's3:ListBucket snapshots',
        's3:DeleteObject snapshots/public/*',
        ...['snapshots/*', 'public/*', 'index.html'].flatMap((keys) =>
          ['GetObject', 'PutObject'].map((action) => `s3:${action} snapshots/${keys}`),
        ),
      ].sort(),
    );
  });

  it('check-integrity reads the tables and writes its results', () => {
    expect(granted(checkIntegrity)).toEqual(
      [...LOGGING, ...READING, 's3:ListBucket exports', 's3:PutObject exports/integrity/*'].sort(),
    );
  });

  it('a schedule invokes its function', () => {
    const role = ({ node }: typeof stack.publishSnapshot | typeof stack.checkIntegrity) =>
      logicalId(stack, node.findChild('ScheduleRole'));
    expect(granted(role(stack.publishSnapshot))).toEqual(['lambda:InvokeFunction publish-snapshot']);
    expect(granted(role(stack.checkIntegrity))).toEqual(['lambda:InvokeFunction check-integrity']);
  });
});

describe('an attachable policy grants exactly the rights of its holder', () => {
  const { producer, reader, auditor, importer, operator } = stack.policies;

  it('a rating app may send to the votes queue', () => {
    expect(granted(logicalId(stack, producer))).toEqual(['sqs:SendMessage votes queue']);
  });

  it('a reader may list and read public editions', () => {
    expect(granted(logicalId(stack, reader))).toEqual([
      's3:GetObject snapshots/public/*',
      's3:ListBucket snapshots',
    ]);
  });

  it('an auditor may list and read internal editions, receipts and rejects', () => {
    expect(granted(logicalId(stack, auditor))).toEqual(
      [
        's3:ListBucket snapshots',
        ...['index.html', 'snapshots/*'].map((keys) => `s3:GetObject snapshots/${keys}`),
        's3:ListBucket exports',
        ...['receipts', 'rejects'].map((prefix) => `s3:GetObject exports/${prefix}/*`),
        'not s3:GetObject exports/rejects/unparsable/*',
        'not s3:GetObjectVersion exports/rejects/unparsable/*',
      ].sort(),
    );
  });

  it('an importer may register studies, upload exports without reading them, and read receipts', () => {
    expect(granted(logicalId(stack, importer))).toEqual(
      [
        's3:ListBucket exports',
        's3:PutObject exports/exports/*',
        's3:AbortMultipartUpload exports/exports/*',
        's3:PutObject exports/protocols/*',
        's3:AbortMultipartUpload exports/protocols/*',
        's3:GetObject exports/receipts/*',
      ].sort(),
    );
  });

  it('an operator may make exactly the calls of the deployment commands', () => {
    const queues = ['votes', 'imports'].flatMap((name) => [
      ...['GetQueueAttributes', 'SendMessage'].map((action) => `sqs:${action} ${name} queue`),
      ...['GetQueueAttributes', 'ReceiveMessage', 'DeleteMessage'].map(
        (action) => `sqs:${action} ${name} dead letters`,
      ),
      ...['StartMessageMoveTask', 'ListMessageMoveTasks'].map(
        (action) => `sqs:${action} ${name} dead letters`,
      ),
    ]);
    expect(granted(logicalId(stack, operator))).toEqual(
      [
        ...queues,
        'cloudformation:DescribeStacks AWS::StackId',
        'cloudwatch:DescribeAlarms *',
        'cloudwatch:GetMetricData *',
        ...on('ledger', 'Query', 'DeleteItem'),
        ...on('counters', 'GetItem', 'Query', 'UpdateItem'),
        'secretsmanager:GetSecretValue secret',
        's3:ListBucket exports',
        ...['receipts', 'rejects', 'integrity'].map((prefix) => `s3:GetObject exports/${prefix}/*`),
        'not s3:GetObject exports/rejects/unparsable/*',
        'not s3:GetObjectVersion exports/rejects/unparsable/*',
        's3:PutObject exports/operator/*',
        's3:AbortMultipartUpload exports/operator/*',
        's3:GetObject exports/state/*',
        's3:PutObject exports/state/*',
        's3:ListBucket snapshots',
        's3:GetObject snapshots/snapshots/*',
      ].sort(),
    );
  });
});

describe('no role or policy', () => {
  const operator = logicalId(stack, stack.policies.operator);

  it('grants a pattern of actions, or all resources of a service except CloudWatch, which has none', () => {
    expect(all.filter(({ action }) => action.includes('*'))).toEqual([]);
    const everything = all.filter(({ resource }) => resource === '*' || resource.endsWith(':*'));
    expect(everything.filter(({ action }) => !action.startsWith('cloudwatch:'))).toEqual([]);
  });

  it('attaches a managed policy, which would grant rights outside this stack', () => {
    const roles = ofType(stack, 'AWS::IAM::Role');
    expect(roles).toHaveLength(6);
    for (const role of roles) expect(role.Properties.ManagedPolicyArns).toBeUndefined();
  });

  it('allows deleting a judgment, a tally, an export or an internal snapshot, except for an operator’s erasure of a clinician', () => {
    const deleting = all
      .filter(({ role, action }) => role !== operator && /Delete|Purge/.test(action))
      .map((grant) => grant.resource);
    expect([...new Set(deleting)].sort()).toEqual([
      'exports/receipts/*',
      'imports queue',
      'snapshots/public/*',
      'votes queue',
    ]);
  });
});

describe('a role has no right outside its task', () => {
  const snapshot = 'snapshots/snapshots/a-study/latest.json';

  it('only publish-snapshot writes snapshots', () => {
    expect(functions.filter((role) => may(all, role, 's3:PutObject', snapshot))).toEqual([publishSnapshot]);
  });

  it.each([
    ['publish-snapshot', publishSnapshot],
    ['check-integrity', checkIntegrity],
  ])('%s changes no table', (_, role) => {
    const writes = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLUpdate'];
    const changes = writes.flatMap((action) =>
      ['ledger', 'counters'].filter((table) => may(all, role, `dynamodb:${action}`, table)),
    );
    expect(changes).toEqual([]);
    expect(may(all, role, 'dynamodb:Query', 'counters')).toBe(true);
  });

  it('only publish-snapshot may scan a table, and only the ledger', () => {
    const scanning = all.filter(({ action }) => action === 'dynamodb:Scan');
    expect(scanning).toMatchObject([{ role: publishSnapshot, effect: 'Allow', resource: 'ledger' }]);
  });

  it('only publish-snapshot reads and writes the last look at a study', () => {
    for (const action of ['s3:GetObject', 's3:PutObject'])
      expect(functions.filter((role) => may(all, role, action, 'exports/looks/a-study.json'))).toEqual([
        publishSnapshot,
      ]);
  });

  it('only import-export may read a raw export', () => {
    const readers = functions.filter((role) =>
      may(all, role, 's3:GetObject', 'exports/exports/a-study/votes.csv'),
    );
    expect(readers).toEqual([importExport]);
  });

  it('no function may read unparsable bodies, although publish-snapshot may read other rejects', () => {
    const unparsable = 'exports/rejects/unparsable/2026-01-01/abc';
    const readers = functions.filter((role) => may(all, role, 's3:GetObject', unparsable));
    expect(readers).toEqual([]);
    expect(may(all, recordVotes, 's3:PutObject', unparsable)).toBe(true);
    expect(may(all, publishSnapshot, 's3:GetObject', 'exports/rejects/a-study/2026-01-01/abc')).toBe(true);
  });

  it('only the functions that pseudonymise clinicians may read the secret', () => {
    const knowing = functions.filter((role) => may(all, role, 'secretsmanager:GetSecretValue', 'secret'));
    expect(knowing).toEqual([recordVotes, importExport]);
  });

  it('listing is limited to prefixes, so that other keys stay hidden', () => {
    const listings = ofType(stack, 'AWS::IAM::Policy')
      .flatMap((policy) => policy.Properties.PolicyDocument.Statement)
      .filter((statement) => statement.Action === 's3:ListBucket' && statement.Condition)
      .map((statement) => statement.Condition.StringLike['s3:prefix']);
    expect(listings).toEqual([
      ['protocols/*'],
      ['protocols/*', 'exports/*', 'operator/*', 'receipts/*'],
      ['protocols/*', 'receipts/*', 'rejects/*', 'integrity/*', 'state/*', 'looks/*'],
      ['protocols/*'],
    ]);
  });
});

describe('each prefix of keys that a role or policy may read', () => {
  const { producer: _, ...readers } = stack.policies;
  const roles = {
    ...{ recordVotes, importExport, publishSnapshot, checkIntegrity },
    reader: logicalId(stack, readers.reader),
    importer: logicalId(stack, readers.importer),
    operator: logicalId(stack, readers.operator),
  };
  /** The keys that a role may read, as `exports/protocols/*`. */
  const readBy = (role: string): string[] =>
    all
      .filter(
        ({ role: holder, effect, action }) =>
          holder === role && effect === 'Allow' && action === 's3:GetObject',
      )
      .map(({ resource }) => resource);
  const read = Object.entries(roles).flatMap(([name, role]) =>
    readBy(role).map((keys) => [name, keys, role] as const),
  );

  it('is known for every function and policy', () => {
    const byName = Object.fromEntries(
      Object.entries(roles).map(([name, role]) => [name, readBy(role).sort()]),
    );
    expect(byName).toEqual({
      recordVotes: ['exports/protocols/*'],
      importExport: ['exports', 'operator', 'protocols', 'receipts'].map((prefix) => `exports/${prefix}/*`),
      publishSnapshot: [
        ...['integrity', 'looks', 'protocols', 'receipts', 'rejects', 'state'].map(
          (prefix) => `exports/${prefix}/*`,
        ),
        'snapshots/index.html',
        'snapshots/public/*',
        'snapshots/snapshots/*',
      ],
      checkIntegrity: [],
      reader: ['snapshots/public/*'],
      importer: ['exports/receipts/*'],
      operator: [
        ...['integrity', 'receipts', 'rejects', 'state'].map((prefix) => `exports/${prefix}/*`),
        'snapshots/snapshots/*',
      ],
    });
  });

  it.each(read)(
    'may also be listed by it, so that S3 can answer that an object is missing: %s, %s',
    (_, keys, role) => {
      const [, bucket = '', pattern = ''] = /^(exports|snapshots)\/(.*)$/.exec(keys) ?? [];
      expect(listedPrefixes(stack, role, bucket)).toContainEqual(
        expect.toSatisfy((listed: string | null) => listed === null || listed === pattern),
      );
    },
  );
});
