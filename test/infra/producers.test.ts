import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll, describe, expect, it } from 'vitest';
import { restrictedSenders } from '../../functions/record-votes/restricted-senders.ts';
import { appUnderTest, logicalId, ofType, resourceOf } from './stack-under-test.ts';
import { grants } from './statements.ts';

afterAll(() => CloudAssembly.cleanupTemporaryDirectories());

const EXISTING = 'AROA1234567890EXAMPLE';
const producers = { 'app-a': 'pilot', [EXISTING]: ['first', 'second'] };
const { app, stack } = appUnderTest({}, { producers: JSON.stringify(producers) });
const role = stack.recording.producers.roles.get('app-a')!;

/** What record-votes is told, with these ids in place of the roles'. */
function told(under: typeof stack, ids: Readonly<Record<string, string>>): string | undefined {
  const { Variables } = resourceOf(under, under.recording.recordVotes.function).Properties.Environment;
  const value = Variables.RESTRICTED_SENDERS;
  if (value === undefined || typeof value === 'string') return value;
  return value['Fn::Join'][1]
    .map((part: string | { 'Fn::GetAtt': [string, string] }) =>
      typeof part === 'string' ? part : ids[part['Fn::GetAtt'].join('.')],
    )
    .join('');
}

describe('a rating app that is held to its studies', () => {
  it('has a role of its own, that may send to the votes queue and do nothing else', () => {
    expect(() => app.synth()).not.toThrow();
    const own = grants(stack).filter((grant) => grant.role === logicalId(stack, role));
    expect(own.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      'sqs:SendMessage votes queue',
    ]);
    expect(stack.recording.producers.roles.size).toBe(1);
  });

  it('may take it on where this account allows it to, and nobody else may', () => {
    const { Statement } = resourceOf(stack, role).Properties.AssumeRolePolicyDocument;
    expect(Statement).toHaveLength(1);
    expect(Statement[0].Principal.AWS['Fn::Join'][1].slice(-2)).toEqual([{ Ref: 'AWS::AccountId' }, ':root']);
  });

  it('is told of in the outputs', () => {
    const { Outputs } = app.synth().getStackByName('Primum').template;
    expect(Outputs.ProducerRoleAppAArn.Value).toEqual({ 'Fn::GetAtt': [logicalId(stack, role), 'Arn'] });
  });

  it('is known to record-votes by the id that SQS puts on its messages', () => {
    const studiesOf = restrictedSenders(told(stack, { [`${logicalId(stack, role)}.RoleId`]: 'AROAMADE' }));
    expect(studiesOf('AROAMADE:session')).toEqual(new Set(['pilot']));
    expect(studiesOf(`${EXISTING}:session`)).toEqual(new Set(['first', 'second']));
    expect(studiesOf('AROAOTHER:session')).toBeNull();
  });

  it('may have a role or user that is there already: none is made for it', () => {
    const only = appUnderTest({}, { producers: { AIDA1234567890EXAMPLE: 'pilot' } }).stack;
    expect(ofType(only, 'AWS::IAM::Role').length).toBe(ofType(appUnderTest().stack, 'AWS::IAM::Role').length);
    expect(restrictedSenders(told(only, {}))('AIDA1234567890EXAMPLE')).toEqual(new Set(['pilot']));
  });
});

describe('without being asked for', () => {
  it('nobody is restricted', () => {
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
])('who may send what is not guessed from %j', (wanted, message) => {
  expect(() => appUnderTest({}, { producers: wanted })).toThrow(message);
});
