import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll, describe, expect, it } from 'vitest';
import { appUnderTest, type Resource, resources } from './stack-under-test.ts';

afterAll(() => CloudAssembly.cleanupTemporaryDirectories());

const templateOf = (context: Readonly<Record<string, unknown>>) => {
  const { app, stack } = appUnderTest({}, context);
  return { stack, template: app.synth().getStackByName(stack.stackName).template };
};

/** The physical names that a resource sets: values of `…Name` properties that are plain strings. */
function ownNames(type: string, value: unknown, key = ''): string[] {
  if (typeof value === 'string')
    return /^(?:[A-Z]\w+)?Name$/.test(key) && !FIELDS.has(key) ? [`${type} ${value}`] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([inner]) => inner !== 'Dimensions')
    .flatMap(([inner, one]) => ownNames(type, one, Array.isArray(value) ? key : inner));
}

/** Properties that end in `Name` but do not name a resource. */
const FIELDS = new Set(['AttributeName', 'MetricName']);

describe('a deployment', () => {
  it('is called Primum, or Primum-<stage> for a stage', () => {
    expect(appUnderTest().stack.stackName).toBe('Primum');
    expect(appUnderTest({}, { stage: 'prod' }).stack.stackName).toBe('Primum-prod');
  });

  it('tags its resources with its stage', () => {
    const { stack } = appUnderTest({}, { stage: 'prod' });
    const tags = [...resources(stack).values()].map(({ Type, Properties }: Resource) => [
      Type,
      Properties.Tags,
    ]);
    for (const type of [
      'AWS::SQS::Queue',
      'AWS::S3::Bucket',
      'AWS::DynamoDB::Table',
      'AWS::Lambda::Function',
    ])
      for (const [, tagged] of tags.filter(([found]) => found === type))
        expect(tagged).toEqual([
          { Key: 'application', Value: 'primum' },
          { Key: 'stage', Value: 'prod' },
        ]);
  });

  it('writes metrics into its own namespace, and its alarms watch this namespace', () => {
    const { stack } = appUnderTest({}, { stage: 'prod' });
    for (const { Type, Properties } of resources(stack).values()) {
      if (Type === 'AWS::Lambda::Function')
        expect(Properties.Environment.Variables.POWERTOOLS_METRICS_NAMESPACE).toBe('Primum-prod');
      if (Type !== 'AWS::CloudWatch::Alarm') continue;
      for (const { MetricStat } of Properties.Metrics)
        if (MetricStat) expect(MetricStat.Metric.Namespace).toMatch(/^(AWS\/(SQS|Lambda|S3)|Primum-prod)$/);
    }
  });

  it('needs no look-up in an account, so that it fits any account', () => {
    const { stack } = appUnderTest({}, { stage: 'prod' });
    expect([
      stack.environment.includes('unknown-account'),
      stack.environment.includes('unknown-region'),
    ]).toEqual([true, true]);
    expect(appUnderTest({}, { stage: 'prod' }).app.synth().manifest.missing ?? []).toEqual([]);
  });
});

describe('two stages in one account', () => {
  const everything = {
    ...{ distribution: 'true', alarmEmail: 'on-call@example.org', encryption: 'kms' },
    producers: { app: 'pilot' },
  };
  const production = templateOf({ ...everything, stage: 'prod' });
  const test = templateOf({ ...everything, stage: 'test' });

  it('have the same types of resources', () => {
    const kinds = ({ template }: typeof production) =>
      Object.values<Resource>(template.Resources).map(({ Type }) => Type);
    expect(kinds(test)).toEqual(kinds(production));
  });

  it('have no physical name in common', () => {
    const names = ({ template }: typeof production) =>
      Object.values<Resource>(template.Resources)
        // The name of an inline policy only has to be unique within its role.
        .filter(({ Type }) => Type !== 'AWS::IAM::Policy')
        .flatMap(({ Type, Properties }) => ownNames(Type, Properties));
    const others = new Set(names(test));
    expect(names(production).filter((name) => others.has(name))).toEqual([]);
  });
});

describe('a stage', () => {
  it.each(['Prod', 'a stage', '1st', 'x'.repeat(21), 'prod_eu'])('cannot have the name %j', (stage) => {
    expect(() => appUnderTest({}, { stage })).toThrow(/stage=/);
  });
});
