import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../infra/bundle.ts';
import { appUnderTest, metricsOf, ofType, resources } from './stack-under-test.ts';

afterAll(() => CloudAssembly.cleanupTemporaryDirectories());

const page = readFileSync(join(ROOT, 'docs/deploy.md'), 'utf8');
const chapter = (heading: string): string =>
  page.split(/\n##+ /).find((text) => text.startsWith(`${heading}\n`)) ?? '';
const { stack } = appUnderTest();

describe('the page on deployment', () => {
  it('has at most 2,500 words', () => {
    expect(page.split(/\s+/).filter(Boolean).length).toBeLessThanOrEqual(2500);
  });

  it('counts the resources that the stack creates, and says which of them stay', () => {
    const types = {
      tables: 'DynamoDB::Table',
      buckets: 'S3::Bucket',
      queues: 'SQS::Queue',
      functions: 'Lambda::Function',
      'log groups': 'Logs::LogGroup',
      secret: 'SecretsManager::Secret',
      schedules: 'Scheduler::Schedule',
      alarms: 'CloudWatch::Alarm',
      dashboard: 'CloudWatch::Dashboard',
      policies: 'IAM::ManagedPolicy',
    };
    const rows = [...chapter('What is created').matchAll(/^\| (\d+) \| (.*?) \| (yes|no) \|$/gm)];
    expect(rows).toHaveLength(Object.keys(types).length);
    for (const [, number, text = '', stays] of rows) {
      const [, type] = Object.entries(types).find(([name]) => text.startsWith(name)) ?? [];
      const all = [...resources(stack).values()].filter(({ Type }) => Type === `AWS::${type}`);
      const kept = all.filter(({ DeletionPolicy }) => DeletionPolicy?.startsWith('Retain'));
      expect([text, all.length, kept.length]).toEqual([
        text,
        Number(number),
        stays === 'yes' ? all.length : 0,
      ]);
    }
  });

  it('lists every option of the stack, and no other', () => {
    const stages = { '': { encryption: 'aws', unknown: 1 } };
    const read = (): string[] => {
      try {
        appUnderTest({}, { stages });
      } catch (error) {
        return /known are (.*)$/.exec((error as Error).message)![1]!.split(', ');
      }
      return [];
    };
    const listed = [...chapter('Options').matchAll(/^\| (.*?) \|/gm)]
      .flatMap(([, names = '']) => [...names.matchAll(/`(\w+)=/g)])
      .map(([, name]) => name!);
    expect(listed.sort()).toEqual([...read(), 'stage'].sort());
  });

  it('counts the metrics of the alarms, which CloudWatch charges', () => {
    const metrics = ofType(stack, 'AWS::CloudWatch::Alarm').flatMap(metricsOf).length;
    expect(chapter('Cost')).toContain(`${metrics} metrics · 0.10`);
    const [, total = ''] = /idle \| \| \*\*([\d.]+)\*\*/.exec(chapter('Cost')) ?? [];
    const parts = ['alarms', 'dashboard', 'secret', 'metrics', 'SQS', 'Lambda'].map((name) =>
      Number(new RegExp(`^\\| ${name} \\|.*\\| ([\\d.]+) \\|$`, 'm').exec(page)?.[1]),
    );
    const sum = parts.reduce((all, part) => all + part, 0);
    expect(Number(total)).toBeCloseTo(sum, 0);
  });

  it('names only outputs of the stack', () => {
    const full = appUnderTest({}, { distribution: 'true', producers: { 'app-a': 'pilot' } });
    const outputs = Object.keys(full.app.synth().getStackByName('Primum').template.Outputs);
    const named = [...page.matchAll(/`(\w+(?:Arn|Url|Name))`/g)].map(([, name]) => name!);
    expect(named.length).toBeGreaterThan(0);
    for (const name of named) expect(outputs).toContain(name);
  });

  it('has the chapter to which the warning about missing logs leads', () => {
    expect(chapter('Logs of a distribution in an opt-in region')).toContain('put-delivery-source');
  });
});
