import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll, describe, expect, it } from 'vitest';
import { restrictedSenders } from '../../functions/record-votes/record-messages.ts';
import { appUnderTest, logicalId, ofType, resourceOf, resources } from './stack-under-test.ts';
import { grants } from './statements.ts';

afterAll(() => CloudAssembly.cleanupTemporaryDirectories());

const EXISTING = 'AROA1234567890EXAMPLE';
const producers = { 'app-a': 'pilot', [EXISTING]: ['first', 'second'] };
const { app, stack } = appUnderTest({}, { producers: JSON.stringify(producers) });
const role = stack.recordVotes.producers.roles.get('app-a')!;

/** The list of restrictions that record-votes reads, with these ids in place of references to roles. */
function told(under: typeof stack, ids: Readonly<Record<string, string>>): string | undefined {
  const { Variables } = resourceOf(under, under.recordVotes.lambda.function).Properties.Environment;
  if (Variables.RESTRICTED_SENDERS_ARN === undefined) return undefined;
  const { SecretString: value } = resources(under).get(Variables.RESTRICTED_SENDERS_ARN.Ref)!.Properties;
  if (typeof value === 'string') return value;
  return value['Fn::Join'][1]
    .map((part: string | { 'Fn::GetAtt': [string, string] }) =>
      typeof part === 'string' ? part : ids[part['Fn::GetAtt'].join('.')],
    )
    .join('');
}

describe('a rating app that is restricted to its studies', () => {
  it('has its own role, which may only send to the votes queue', () => {
    expect(() => app.synth()).not.toThrow();
    const own = grants(stack).filter((grant) => grant.role === logicalId(stack, role));
    expect(own.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      'sqs:SendMessage votes queue',
    ]);
    expect(stack.recordVotes.producers.roles.size).toBe(1);
  });

  it('has a role that only principals with permission from this account may assume', () => {
    const { Statement } = resourceOf(stack, role).Properties.AssumeRolePolicyDocument;
    expect(Statement).toHaveLength(1);
    expect(Statement[0].Principal.AWS['Fn::Join'][1].slice(-2)).toEqual([{ Ref: 'AWS::AccountId' }, ':root']);
  });

  it('has the ARN of its role in the stack outputs', () => {
    const { Outputs } = app.synth().getStackByName('Primum').template;
    expect(Outputs.ProducerRoleAppAArn.Value).toEqual({ 'Fn::GetAtt': [logicalId(stack, role), 'Arn'] });
  });

  it('is identified in record-votes by the sender id that SQS adds to messages', () => {
    const studiesOf = restrictedSenders(told(stack, { [`${logicalId(stack, role)}.RoleId`]: 'AROAMADE' }));
    expect(studiesOf('AROAMADE:session')).toEqual(new Set(['pilot']));
    expect(studiesOf(`${EXISTING}:session`)).toEqual(new Set(['first', 'second']));
    expect(studiesOf('AROAOTHER:session')).toBeNull();
  });

  it('may use an existing role or user, so that the stack makes none', () => {
    const only = appUnderTest({}, { producers: { AIDA1234567890EXAMPLE: 'pilot' } }).stack;
    expect(ofType(only, 'AWS::IAM::Role').length).toBe(ofType(appUnderTest().stack, 'AWS::IAM::Role').length);
    expect(restrictedSenders(told(only, {}))('AIDA1234567890EXAMPLE')).toEqual(new Set(['pilot']));
  });
});

describe('many rating apps', () => {
  const apps = (count: number, studies: readonly string[] = ['pilot']) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`app-${index}`, studies]));
  const ids = (count: number, studies: readonly string[]) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`AROA${String(index).padStart(17, '0')}`, studies]),
    );
  const study = (index: number) => `${'s'.repeat(60)}${index}`;

  it('fit into a stack, whose functions stay below the 4 KB of Lambda for all variables', () => {
    const { app: full, stack: many } = appUnderTest(
      {},
      { producers: { ...apps(150), ...ids(500, [study(1)]) } },
    );
    const { template } = full.synth().getStackByName('Primum');
    expect(Object.keys(template.Resources).length).toBeLessThan(500);
    expect(Object.keys(template.Outputs).length).toBeLessThan(200);
    for (const { Properties } of ofType(many, 'AWS::Lambda::Function'))
      expect(JSON.stringify(Properties.Environment.Variables).length).toBeLessThan(2048);
  });

  it('cause an error with the limit if there are more roles or studies than AWS allows', () => {
    expect(() => appUnderTest({}, { producers: apps(151) })).toThrow(
      /names 151 apps.*500 resources and 200 outputs/,
    );
    const studies = Array.from({ length: 100 }, (_, index) => study(index));
    expect(() => appUnderTest({}, { producers: ids(10, studies) })).toThrow(
      /at most 60000 are allowed.*65,536 bytes/,
    );
  });

  it('start record-votes anew if only their studies change, so that it reads the new list', () => {
    const digest = (studies: readonly string[]) => {
      const { stack: one } = appUnderTest({}, { producers: { app: studies } });
      return resourceOf(one, one.recordVotes.lambda.function).Properties.Environment.Variables
        .RESTRICTED_SENDERS_DIGEST;
    };
    expect(digest(['pilot'])).toMatch(/^[0-9a-f]{16}$/);
    expect(digest(['pilot'])).toBe(digest(['pilot']));
    expect(digest(['pilot'])).not.toBe(digest(['pilot', 'second']));
  });

  it('have a list that only record-votes may read', () => {
    const secret = ofType(stack, 'AWS::SecretsManager::Secret').length;
    expect(secret).toBe(2);
    const readers = grants(stack).filter(
      ({ action, resource }) => action === 'secretsmanager:GetSecretValue' && resource !== 'secret',
    );
    expect(readers.map(({ role: reader }) => reader)).toEqual([
      logicalId(stack, stack.recordVotes.lambda.role),
    ]);
  });
});

describe('a stack without producers in its options', () => {
  it('restricts no sender', () => {
    for (const context of [{}, { producers: '' }, { producers: '{}' }])
      expect(told(appUnderTest({}, context).stack, {})).toBeUndefined();
  });
});

it.each([
  ['app-a:pilot', /it must be an object/],
  ['[]', /it must be an object/],
  [{ App: 'pilot' }, /App is neither a name/],
  [{ 'app--a': 'pilot' }, /app--a is neither a name/],
  [{ app: 'The Pilot' }, /app\.0 must be 1 to 64 of a-z/],
  [{ app: [] }, /app must name a study/],
  [{ app: 7 }, /app must be a study or a list/],
])('the invalid producers %j cause an error', (wanted, message) => {
  expect(() => appUnderTest({}, { producers: wanted })).toThrow(message);
});
