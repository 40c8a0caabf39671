import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll, describe, expect, it } from 'vitest';
import { restrictedSenders } from '../../functions/record-votes/record-messages.ts';
import type { PrimumStack } from '../../infra/primum-stack.ts';
import { iamOf, type Request } from './iam.ts';
import { appUnderTest, logicalId, ofType, resourceOf } from './stack-under-test.ts';
import { grants } from './statements.ts';

afterAll(() => CloudAssembly.cleanupTemporaryDirectories());

const access = {
  'cardio-team': { studies: ['a', 'cardio.json'], roles: ['importer', 'reader', 'auditor', 'producer'] },
  other: { studies: 'a-b', roles: ['reader'] },
};
const { app, stack } = appUnderTest({}, { access: JSON.stringify(access) });

/** The policies for the whole deployment, by role. */
const managed = (policies: PrimumStack['policies']) =>
  Object.entries(policies).filter(([, policy]) => policy instanceof ManagedPolicy) as [
    string,
    ManagedPolicy,
  ][];

/** The principals of a stack with groups, and the decision on a request of one of them. */
function world(under: PrimumStack) {
  const { policies, studyPolicies, recordVotes } = under;
  const principals = new Map([
    ...managed(policies).map(([name, policy]) => [name, logicalId(under, policy)] as const),
    ...[...studyPolicies.all].map(([name, policy]) => [name, logicalId(under, policy)] as const),
    ...[...recordVotes.producers.roles].map(
      ([name, role]) => [`${name}-producer`, logicalId(under, role)] as const,
    ),
  ]);
  const iam = iamOf(under);
  return {
    principals: [...principals.keys()].sort(),
    may: (principal: string, request: Request) => iam(principals.get(principal)!, request),
  };
}
const { principals, may } = world(stack);

const get = (resource: string): Request => ({ action: 's3:GetObject', resource });
const put = (resource: string): Request => ({ action: 's3:PutObject', resource });
const remove = (resource: string): Request => ({ action: 's3:DeleteObject', resource });
const list = (bucket: string, prefix?: string): Request => ({
  action: 's3:ListBucket',
  resource: bucket,
  ...(prefix !== undefined && { context: { 's3:prefix': prefix } }),
});
const shown = ({ action, resource, context }: Request) =>
  `${action} ${resource}${context ? ` ${JSON.stringify(context)}` : ''}`;

const TEAM = 'cardio-team';

/** The only principals that may make each request. */
const decisions: readonly (readonly [Request, readonly string[]])[] = [
  // Files
  [put('exports/exports/a/votes.csv'), [`${TEAM}-importer`, 'importer']],
  [
    { ...put('exports/exports/a/votes.csv'), action: 's3:AbortMultipartUpload' },
    [`${TEAM}-importer`, 'importer'],
  ],
  [put('exports/exports/cardio.json/deep/votes.csv'), [`${TEAM}-importer`, 'importer']],
  [remove('exports/exports/a/votes.csv'), [`${TEAM}-importer`]],
  [{ ...remove('exports/exports/a/votes.csv'), action: 's3:DeleteObjectVersion' }, []],
  [get('exports/exports/a/votes.csv'), []],
  [put('exports/exports/a-b/votes.csv'), ['importer']],
  [put('exports/exports/ab/votes.csv'), ['importer']],
  [put('exports/exports/a'), ['importer']],
  [remove('exports/exports/a-b/votes.csv'), []],
  [list('exports', 'exports/a/'), [`${TEAM}-importer`, 'importer']],
  [list('exports', 'exports/a'), ['importer']],
  [list('exports', 'exports/a-b/'), ['importer']],
  [list('exports', 'exports/'), ['importer']],
  [list('exports', ''), []],
  [list('exports'), []],
  // Protocols
  [put('exports/protocols/a.json'), [`${TEAM}-importer`, 'importer']],
  [put('exports/protocols/cardio.json.json'), [`${TEAM}-importer`, 'importer']],
  [put('exports/protocols/cardio.json'), ['importer']],
  [put('exports/protocols/a-b.json'), ['importer']],
  [remove('exports/protocols/a.json'), []],
  [list('exports', 'protocols/a.json'), [`${TEAM}-importer`, 'importer', 'operator']],
  [list('exports', 'protocols/'), ['importer', 'operator']],
  // Receipts and rejects
  [
    get('exports/receipts/a/votes.csv/1/receipt.json'),
    [`${TEAM}-auditor`, `${TEAM}-importer`, 'auditor', 'importer', 'operator'],
  ],
  [get('exports/receipts/a-b/votes.csv/1/receipt.json'), ['auditor', 'importer', 'operator']],
  [put('exports/receipts/a/votes.csv/1/receipt.json'), []],
  [remove('exports/receipts/a/votes.csv/1/receipt.json'), []],
  [get('exports/rejects/a/2026-01-01/1.json'), [`${TEAM}-auditor`, 'auditor', 'operator']],
  [get('exports/rejects/a-b/2026-01-01/1.json'), ['auditor', 'operator']],
  [get('exports/rejects/unparsable/2026-01-01/1.json'), []],
  [list('exports', 'rejects/a/'), [`${TEAM}-auditor`, 'auditor', 'operator']],
  // The files of operators
  [put('exports/operator/a/resent.jsonl'), ['operator']],
  [get('exports/operator/a/resent.jsonl'), []],
  // Internal audits
  [
    get('snapshots/snapshots/a/20260301T093000Z-abc/cells.jsonl.gz'),
    [`${TEAM}-auditor`, 'auditor', 'operator'],
  ],
  [
    get('snapshots/snapshots/a/20260301T093000Z-abc/operations.json'),
    [`${TEAM}-auditor`, 'auditor', 'operator'],
  ],
  [get('snapshots/snapshots/a-b/latest.json'), ['auditor', 'operator']],
  [get('snapshots/index.html'), ['auditor']],
  [put('snapshots/snapshots/a/latest.json'), []],
  [list('snapshots', 'snapshots/a/'), [`${TEAM}-auditor`, 'auditor', 'operator']],
  [list('snapshots', 'snapshots/a-b/'), ['auditor', 'operator']],
  // Public audits
  [get('snapshots/public/a/latest.json'), [`${TEAM}-reader`, 'reader']],
  [get('snapshots/public/a-b/latest.json'), ['other-reader', 'reader']],
  [get('snapshots/public/index.html'), [`${TEAM}-reader`, 'other-reader', 'reader']],
  [list('snapshots', 'public/a/'), [`${TEAM}-reader`, 'operator', 'reader']],
  [list('snapshots', 'public/'), ['operator', 'reader']],
  [list('snapshots', 'public/index.html'), [`${TEAM}-reader`, 'operator', 'other-reader', 'reader']],
  [put('snapshots/public/a/latest.json'), []],
  // Messages
  [{ action: 'sqs:SendMessage', resource: 'votes queue' }, [`${TEAM}-producer`, 'operator', 'producer']],
  [{ action: 'sqs:ReceiveMessage', resource: 'votes queue' }, []],
  [{ action: 'sqs:SendMessage', resource: 'imports queue' }, ['operator']],
];

describe('a request to a deployment with groups', () => {
  it.each(decisions.map(([request, allowed]) => [shown(request), request, allowed] as const))(
    'is allowed only for the principals that may make it: %s',
    (_, request, allowed) => {
      expect(principals.filter((principal) => may(principal, request))).toEqual([...allowed].sort());
    },
  );
});

describe('a group', () => {
  it('gets a policy for each of its roles, with its ARN in the outputs, and passes the policy checks', () => {
    const { Outputs } = app.synth().getStackByName('Primum').template;
    expect([...stack.studyPolicies.all.keys()]).toEqual([
      'cardio-team-importer',
      'cardio-team-reader',
      'cardio-team-auditor',
      'other-reader',
    ]);
    for (const output of ['CardioTeamImporter', 'CardioTeamReader', 'CardioTeamAuditor', 'OtherReader'])
      expect(Outputs[`${output}PolicyArn`]).toBeDefined();
  });

  it('gets a role as a producer, whose events record-votes accepts for the studies of the group only', () => {
    expect([...stack.recordVotes.producers.roles.keys()]).toEqual(['cardio-team']);
    const list = resourceOf(stack, stack.recordVotes.producers.restrictions!);
    const json = list.Properties.SecretString['Fn::Join'][1]
      .map((part: unknown) => (typeof part === 'string' ? part : 'AROAMADE'))
      .join('');
    expect(restrictedSenders(json)('AROAMADE:session')).toEqual(new Set(['a', 'cardio.json']));
  });

  it('does not change a policy for the whole deployment', () => {
    const own = (under: PrimumStack) =>
      managed(under.policies).map(([, policy]) =>
        grants(under).filter(({ role }) => role === logicalId(under, policy)),
      );
    expect(own(stack)).toHaveLength(5);
    expect(own(stack)).toEqual(own(appUnderTest().stack));
  });

  it('may use the key of the account only through S3, if there is one', () => {
    const encrypted = appUnderTest({}, { access, encryption: 'kms' });
    expect(() => encrypted.app.synth()).not.toThrow();
    const keys = (name: string) =>
      grants(encrypted.stack)
        .filter(
          ({ role }) => role === logicalId(encrypted.stack, encrypted.stack.studyPolicies.all.get(name)!),
        )
        .filter(({ action }) => action.startsWith('kms:'))
        .map(({ action, resource }) => `${action} ${resource}`);
    expect(new Set(keys('cardio-team-reader'))).toEqual(new Set(['kms:Decrypt key through s3']));
    expect(new Set(keys('cardio-team-importer'))).toEqual(
      new Set(['kms:Decrypt key through s3', 'kms:GenerateDataKey key through s3']),
    );
  });
});

describe('the length of a policy', () => {
  const group = (count: number, length: number) => ({
    studies: Array.from({ length: count }, (_, index) => `${index}-`.padEnd(length, 'x')),
    roles: ['importer', 'auditor', 'reader'],
  });
  const documents = ({ stack: under }: ReturnType<typeof appUnderTest>, type = 'AWS::IAM::ManagedPolicy') =>
    ofType(under, type).map(({ Properties }) => worst(Properties.PolicyDocument).length);

  it.each([
    [9, 10],
    [6, 64],
  ])('is within the limit of IAM for %d studies with names of %d characters', (count, length) => {
    const many = appUnderTest({}, { access: { team: group(count, length) }, encryption: 'kms' });
    expect(Math.max(...documents(many))).toBeGreaterThan(4500);
    expect(Math.max(...documents(many))).toBeLessThanOrEqual(6144);
  });

  it('stops synthesis with the remedy if IAM would refuse it', () => {
    expect(() => appUnderTest({}, { access: { team: group(40, 10) } }).app.synth()).toThrow(
      /IAM accepts 6144; divide its studies between several groups/,
    );
  });

  it('is far below the limit of IAM for every policy and role of the whole deployment', () => {
    const whole = appUnderTest({}, { encryption: 'kms' });
    expect(Math.max(...documents(whole))).toBeLessThan(6144 * 0.9);
    expect(Math.max(...documents(whole, 'AWS::IAM::Policy'))).toBeLessThan(10_240 * 0.9);
  });
});

/** A document with the longest names that CloudFormation could give to the resources. */
function worst(document: unknown): string {
  const text = JSON.stringify(document, (_, value) => {
    if (value?.['Fn::Join']) return value['Fn::Join'][1].map((part: unknown) => plain(part)).join('');
    return value?.Ref || value?.['Fn::GetAtt'] ? plain(value) : value;
  });
  return text.replaceAll(' ', '');
}

function plain(part: unknown): string {
  if (typeof part === 'string') return part;
  const id = JSON.stringify(part);
  if (/AWS::Region/.test(id)) return 'ap-southeast-99';
  if (/Exports|Snapshots/.test(id)) return `arn:aws-us-gov:s3:::${'b'.repeat(63)}`;
  return 'x'.repeat(126);
}
