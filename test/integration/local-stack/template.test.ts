import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { describeStack } from '../../../cli/local-stack/template.ts';
import { readTemplate } from '../../../cli/local-stack/template-json.ts';
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
  test('contains the code, the limits and the environment of each function', () => {
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

  test('connects queues, event source mappings, rules and schedules', () => {
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

  test('lists dead-letter queues before the queues that refer to them', () => {
    const names = read().queues.map(({ name }) => name);
    expect(names.indexOf('DeadLetters')).toBeLessThan(names.indexOf('Queue'));
  });

  test('gives an error with the intrinsic function and the resource if a value cannot be resolved', () => {
    const Environment = { Variables: { ODD: { 'Fn::ImportValue': 'elsewhere' } } };
    expect(() => read(withRecord({ Environment }))).toThrow(/Fn::ImportValue in the template's Record/);
    const Unknown = { Variables: { ODD: { Ref: 'Nowhere' } } };
    expect(() => read(withRecord({ Environment: Unknown }))).toThrow(/Ref Nowhere in the template's Record/);
  });

  test('gives an error if a schedule is a cron expression', () => {
    const Schedule = {
      ...resources.Schedule,
      Properties: { ...resources.Schedule.Properties, ScheduleExpression: 'cron(0 12 * * ? *)' },
    };
    expect(() => read({ Resources: { ...resources, Schedule } })).toThrow(/rate.*Schedule has cron/);
  });

  test('gives one error line if it does not exist', () => {
    expect(() => readTemplate('/nowhere/cdk.out')).toThrow(/^\/nowhere\/cdk\.out\/manifest\.json is not.*/);
  });
});
