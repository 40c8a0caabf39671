import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll, describe, expect, it } from 'vitest';
import { appUnderTest, metricsOf, type Resource, resources } from './stack-under-test.ts';

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
    for (const resource of resources(stack).values()) {
      const { Type, Properties } = resource;
      if (Type === 'AWS::Lambda::Function')
        expect(Properties.Environment.Variables.POWERTOOLS_METRICS_NAMESPACE).toBe('Primum-prod');
      if (Type !== 'AWS::CloudWatch::Alarm') continue;
      for (const { Namespace } of metricsOf(resource))
        expect(Namespace).toMatch(/^(AWS\/(SQS|Lambda|S3)|Primum-prod)$/);
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

describe('the options of a stage in cdk.json', () => {
  const stages = {
    prod: { encryption: 'kms', distribution: true, producers: { app: 'pilot' } },
    test: { encryption: 'aws' },
  };
  const types = (context: Readonly<Record<string, unknown>>) =>
    new Set([...resources(appUnderTest({}, { stages, ...context }).stack).values()].map(({ Type }) => Type));

  it('apply without any option on the command line, except the stage', () => {
    const production = types({ stage: 'prod' });
    expect(production).toContain('AWS::KMS::Key');
    expect(production).toContain('AWS::CloudFront::Distribution');
    expect(types({ stage: 'test' })).not.toContain('AWS::KMS::Key');
  });

  it('may be repeated on the command line, in its form', () => {
    const repeated = { encryption: 'kms', distribution: 'true', producers: '{ "app": "pilot" }' };
    expect(types({ stage: 'prod', ...repeated })).toEqual(types({ stage: 'prod' }));
  });

  it.each([
    [
      { stage: 'prod', encryption: 'aws' },
      /-c encryption=… contradicts stages\.prod\.encryption in cdk\.json/,
    ],
    [{ stage: 'prod', distribution: 'false' }, /-c distribution=… contradicts/],
    [{ stage: 'test', alarmEmail: 'a@b.example' }, /-c alarmEmail=… contradicts/],
    [{}, /choose one with -c stage=… \(prod, test\)/],
    [{ stage: 'prd' }, /the stage prd is not in stages of cdk\.json \(prod, test\)/],
    [{ stages: { prod: {} }, stage: 'prod' }, /stages\.prod in cdk\.json must state its encryption/],
    [
      { stages: { prod: { encryption: 'kms', distributon: true } }, stage: 'prod' },
      /unknown option distributon: known are .*encryption, distribution, domain/,
    ],
    [{ stages: 'prod', stage: 'prod' }, /stages in cdk\.json must be an object/],
  ])('cause an error if the command line does not fit: %j', (context, message) => {
    expect(() => appUnderTest({}, { stages, ...context })).toThrow(message);
  });

  it('may be kept for a deployment without a stage', () => {
    const own = { stages: { '': { encryption: 'kms' } } };
    expect(appUnderTest({}, own).stack.stackName).toBe('Primum');
    expect(types(own)).toContain('AWS::KMS::Key');
  });
});
