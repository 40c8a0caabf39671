import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll, describe, expect, it } from 'vitest';
import { restrictedSenders } from '../../functions/record-votes/record-messages.ts';
import { appUnderTest, logicalId, ofType, resourceOf } from './stack-under-test.ts';
import { grants } from './statements.ts';

afterAll(() => CloudAssembly.cleanupTemporaryDirectories());

const EXISTING = 'AROA1234567890EXAMPLE';
const producers = { 'app-a': 'pilot', [EXISTING]: ['first', 'second'] };
const { app, stack } = appUnderTest({}, { producers: JSON.stringify(producers) });
const role = stack.recordVotes.producers.roles.get('app-a')!;

/** The sender restrictions in the environment of record-votes, with these ids in place of references to roles. */
function told(under: typeof stack, ids: Readonly<Record<string, string>>): string | undefined {
  const { Variables } = resourceOf(under, under.recordVotes.lambda.function).Properties.Environment;
  const value = Variables.RESTRICTED_SENDERS;
  if (value === undefined || typeof value === 'string') return value;
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
