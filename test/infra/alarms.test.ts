import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll, describe, expect, it } from 'vitest';
import { createProgram } from '../../cli/cli.ts';
import { ROOT } from '../../infra/bundle.ts';
import { appUnderTest, logicalId, metricsOf, ofType } from './stack-under-test.ts';

afterAll(() => CloudAssembly.cleanupTemporaryDirectories());

const { app, stack } = appUnderTest();
const described = ofType(stack, 'AWS::CloudWatch::Alarm');
const alarms = described.map(({ Properties }) => Properties);
const id = ({ AlarmName }: (typeof alarms)[number]): string => AlarmName.slice('Primum-'.length);
const alarm = (name: string) => alarms.find((one) => id(one) === name);

/** The chapters of the runbook on alarms, by heading. */
const runbook = readFileSync(join(ROOT, 'docs/runbook.md'), 'utf8');
const chapters = new Map(
  runbook
    .slice(runbook.indexOf('\n## Alarms\n'), runbook.indexOf('\n## Without an alarm\n'))
    .split('\n### ')
    .slice(1)
    .map((chapter) => [chapter.slice(0, chapter.indexOf('\n')), chapter] as const),
);

describe('the runbook', () => {
  it('has exactly one chapter per alarm', () => {
    expect([...chapters.keys()].sort()).toEqual(alarms.map(id).sort());
  });

  it.each([...chapters])('explains how to investigate and resolve %s', (_, chapter) => {
    const [description, ...rest] = chapter.split('\n\n').slice(1);
    expect(description?.length).toBeGreaterThan(40);
    expect(rest.filter((part) => part.startsWith('**Investigate.** '))).toHaveLength(1);
    expect(rest.filter((part) => part.startsWith('**Resolve.** '))).toHaveLength(1);
  });

  it('refers only to existing chapters, outputs and commands', () => {
    const anchors = new Set([...chapters.keys()].map((heading) => heading.toLowerCase()));
    for (const [, anchor] of runbook.matchAll(/\]\(#([^)]*)\)/g)) expect([...anchors]).toContain(anchor);
    const outputs = Object.keys(app.synth().getStackByName('Primum').template.Outputs);
    for (const [, name] of runbook.matchAll(/\b(?:output|logs|invoke) ([A-Z]\w+)/g))
      expect(outputs).toContain(name);
    const commands = createProgram().commands.map((command) => command.name());
    for (const [, command] of runbook.matchAll(/primum -- (\w+)/g)) expect(commands).toContain(command);
  });
});

describe('an alarm', () => {
  it.each(alarms.map((one) => [id(one), one] as const))(
    '%s describes its effect on users and names its runbook chapter',
    (name, one) => {
      expect(one.AlarmDescription).toMatch(new RegExp(` Runbook: docs/runbook.md#${name.toLowerCase()}$`));
      expect(one.AlarmDescription.length).toBeLessThan(1024);
    },
  );

  it('exists for each dead-letter queue, and for old messages in each queue', () => {
    const { votes } = stack.recordVotes;
    const { imports } = stack.importExport;
    const queueOf = (name: string) => alarm(name)?.Dimensions[0].Value['Fn::GetAtt'][0];
    expect(queueOf('VotesDeadLetters')).toBe(logicalId(stack, votes.deadLetters));
    expect(queueOf('ImportsDeadLetters')).toBe(logicalId(stack, imports.deadLetters));
    expect(queueOf('VotesDelayed')).toBe(logicalId(stack, votes.queue));
    expect(queueOf('ImportsDelayed')).toBe(logicalId(stack, imports.queue));
    expect(alarm('VotesDelayed')?.Threshold).toBe(30 * 60);
    expect(alarm('ImportsDelayed')?.Threshold).toBe(3 * 3600);
  });

  it('exists for errors and for throttles of every function', () => {
    const functions = ofType(stack, 'AWS::Lambda::Function').length;
    for (const name of ['Errors', 'Throttles']) {
      const watching = described
        .flatMap(metricsOf)
        .filter(({ Namespace, MetricName }) => Namespace === 'AWS/Lambda' && MetricName === name);
      const watched = watching.map(({ Dimensions }) => Dimensions[0]?.Value.Ref);
      expect(new Set(watched).size).toBe(functions);
    }
  });

  it('is a plain metric, unless it is a rate', () => {
    expect(alarms.filter(({ Metrics }) => Metrics).map(id)).toEqual(['VotesRejected', 'RowsRejected']);
    expect(alarms.filter(({ MetricName }) => MetricName)).toHaveLength(alarms.length - 2);
  });

  it('is never raised by missing data, so that none is on before the first vote and the first run', () => {
    expect(alarms.filter(({ TreatMissingData }) => TreatMissingData === 'breaching')).toEqual([]);
    const rules = new Set(alarms.map(({ TreatMissingData }) => TreatMissingData));
    expect([...rules].sort()).toEqual(['missing', 'notBreaching']);
  });

  it('on a schedule notifies when its data stop', () => {
    const { stack: told } = appUnderTest({}, { alarmEmail: 'on-call@example.org' });
    const all = ofType(told, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
    const silent = all.filter(({ TreatMissingData }) => TreatMissingData === 'missing');
    expect(silent.map(id)).toEqual(['SnapshotsStale', 'IntegrityUnchecked']);
    for (const one of silent) expect(one.InsufficientDataActions).toEqual(one.AlarmActions);
    expect(all.filter(({ InsufficientDataActions }) => InsufficientDataActions)).toEqual(silent);
  });
});

describe('the address of the runbook', () => {
  const RUNBOOK = 'https://github.com/a-hospital/primum/blob/main/docs/runbook.md';

  it('is in the description of each alarm, with the anchor of its chapter', () => {
    const { stack: linked } = appUnderTest({}, { runbook: RUNBOOK });
    for (const { Properties } of ofType(linked, 'AWS::CloudWatch::Alarm'))
      expect(Properties.AlarmDescription).toContain(
        ` Runbook: ${RUNBOOK}#${id(Properties as never).toLowerCase()}`,
      );
  });

  it.each([
    'docs/runbook.md',
    'http://example.org/runbook.md',
    `https://example.org/${'x'.repeat(500)}`,
    `${RUNBOOK}#a`,
  ])('causes an error if it is %s', (runbook) => {
    expect(() => appUnderTest({}, { runbook })).toThrow(/runbook=.* is not an address such as https:/);
  });
});

describe('the recipient of alarms', () => {
  it('does not exist unless an address is given', () => {
    expect(ofType(stack, 'AWS::SNS::Topic')).toEqual([]);
    expect(alarms.filter(({ AlarmActions }) => AlarmActions)).toEqual([]);
  });

  it('receives every alarm through a topic that only CloudWatch of this account may use', () => {
    const told = appUnderTest({}, { alarmEmail: 'on-call@example.org' });
    expect(() => told.app.synth()).not.toThrow();
    const [topic] = ofType(told.stack, 'AWS::SNS::Subscription').map(({ Properties }) => Properties);
    expect(topic).toMatchObject({ Protocol: 'email', Endpoint: 'on-call@example.org' });
    for (const { Properties } of ofType(told.stack, 'AWS::CloudWatch::Alarm'))
      expect(Properties.AlarmActions).toEqual([topic.TopicArn]);
    const [policy] = ofType(told.stack, 'AWS::SNS::TopicPolicy');
    expect(policy?.Properties.PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      }),
    );
  });

  it('causes an error if the value is not an e-mail address', () => {
    expect(() => appUnderTest({}, { alarmEmail: 'nobody' })).toThrow(
      /alarmEmail=nobody is not an e-mail address/,
    );
  });
});

describe('the dashboard', () => {
  it('shows every alarm, and at least one metric per function and queue', () => {
    const [dashboard, ...others] = ofType(stack, 'AWS::CloudWatch::Dashboard');
    expect(others).toEqual([]);
    const parts: unknown[] = dashboard!.Properties.DashboardBody['Fn::Join'][1];
    const referred = JSON.stringify(parts);
    for (const child of stack.monitoring.alarms.all) expect(referred).toContain(logicalId(stack, child));
    for (const fn of [stack.recordVotes.lambda, stack.importExport.lambda, stack.publishSnapshot.lambda])
      expect(referred).toContain(logicalId(stack, fn.function));
    for (const { queue, deadLetters } of [stack.recordVotes.votes, stack.importExport.imports])
      for (const one of [queue, deadLetters]) expect(referred).toContain(logicalId(stack, one));
  });
});
