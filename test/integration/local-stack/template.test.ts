import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { describeStack } from '../../../local/stack/template.ts';
import { readTemplate } from '../../../local/stack/template-json.ts';
import { type Assembly, resources, writeAssembly } from './fixture.ts';

const written: Assembly[] = [];
afterEach(() => {
  for (const assembly of written.splice(0)) assembly.remove();
});

function read(template?: object) {
  const assembly = writeAssembly(template);
  written.push(assembly);
  return describeStack(readTemplate(assembly.directory), 'http://127.0.0.1:4566');
}

const withRecord = (properties: object) => ({
  Resources: {
    ...resources,
    Record: { ...resources.Record, Properties: { ...resources.Record.Properties, ...properties } },
  },
});

describe('a synthesised template', () => {
  test('tells each function its code, limits and environment', () => {
    const [record] = read().functions;
    expect(record).toMatchObject({
      name: 'Record',
      handler: 'index.handler',
      timeoutSeconds: 5,
      memoryMegabytes: 256,
      environment: {
        LEDGER_TABLE: 'Ledger',
        QUEUE_URL: 'http://127.0.0.1:4566/000000000000/Queue',
        BUCKET_ARN: 'arn:aws:s3:::exports/*',
      },
    });
    expect(record?.directory).toBe(join(written[0]?.directory ?? '', 'asset.abc123'));
  });

  test('tells how queues, mappings, rules and schedules hang together', () => {
    const { queues, eventSources, rules, schedules } = read();
    const dead = 'arn:aws:sqs:us-east-1:000000000000:DeadLetters';
    expect(queues.find(({ name }) => name === 'Queue')).toMatchObject({
      visibilitySeconds: 3600,
      redrive: { deadLetterArn: dead, maxReceiveCount: 2 },
    });
    expect(eventSources).toEqual([
      {
        logicalId: 'Mapping',
        functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:Record',
        queueArn: 'arn:aws:sqs:us-east-1:000000000000:Queue',
        batchSize: 25,
        windowSeconds: 1,
        reportsItemFailures: true,
        maximumConcurrency: 2,
      },
      {
        logicalId: 'WholeMapping',
        functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:Patient',
        queueArn: 'arn:aws:sqs:us-east-1:000000000000:Whole',
        batchSize: 24,
        windowSeconds: 300,
        reportsItemFailures: false,
      },
    ]);
    expect(rules[0]).toMatchObject({
      pattern: { detail: { bucket: { name: ['exports'] } } },
      targetArns: ['arn:aws:sqs:us-east-1:000000000000:imports'],
    });
    expect(schedules[0]).toMatchObject({ everySeconds: 900, input: { ask: 'nothing' } });
  });

  test('makes dead-letter queues before the queues that name them', () => {
    const names = read().queues.map(({ name }) => name);
    expect(names.indexOf('DeadLetters')).toBeLessThan(names.indexOf('Queue'));
  });

  test('whose value cannot be worked out names the function of CloudFormation and the resource', () => {
    const Environment = { Variables: { ODD: { 'Fn::ImportValue': 'elsewhere' } } };
    expect(() => read(withRecord({ Environment }))).toThrow(/Fn::ImportValue in the template's Record/);
    const Unknown = { Variables: { ODD: { Ref: 'Nowhere' } } };
    expect(() => read(withRecord({ Environment: Unknown }))).toThrow(/Ref Nowhere in the template's Record/);
  });

  test('whose schedule is a calendar is refused, not guessed at', () => {
    const Schedule = {
      ...resources.Schedule,
      Properties: { ...resources.Schedule.Properties, ScheduleExpression: 'cron(0 12 * * ? *)' },
    };
    expect(() => read({ Resources: { ...resources, Schedule } })).toThrow(/rate.*Schedule has cron/);
  });

  test('that is not there gives one line', () => {
    expect(() => readTemplate('/nowhere/cdk.out')).toThrow(/^\/nowhere\/cdk\.out\/manifest\.json is not.*/);
  });
});
