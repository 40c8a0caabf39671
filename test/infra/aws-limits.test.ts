import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll, describe, expect, it } from 'vitest';
import { appUnderTest, ofType, resources } from './stack-under-test.ts';

afterAll(() => CloudAssembly.cleanupTemporaryDirectories());

const studies = Array.from({ length: 100 }, (_, index) => `${index}-`.padEnd(64, 'x'));
const everything = {
  ...{ stage: 'a'.repeat(20), encryption: 'kms', alarmEmail: 'on-call@example.org' },
  ...{ distribution: studies, producers: { app: 'pilot' } },
  access: { team: { studies: ['a', 'b'], roles: ['importer', 'reader', 'auditor', 'producer'] } },
  limits: { '*': { eventsPerMinute: 6000 }, pilot: { eventsPerMinute: 600 } },
};
const { stack } = appUnderTest({}, everything);

/** The length of a value in the template, if each reference to a resource has the longest value that AWS gives to one. */
function longest(value: unknown): number {
  const text = JSON.stringify(value, (_, one) => {
    if (one?.['Fn::Join']) return one['Fn::Join'][1].map(plain).join('');
    return one?.Ref || one?.['Fn::GetAtt'] ? plain(one) : one;
  });
  return text.replaceAll(' ', '').length;
}

/** A bucket has at most 63 characters in its name and 83 in its ARN; other values have at most 135. */
const plain = (part: unknown): string => {
  if (typeof part === 'string') return part;
  return 'x'.repeat(/Storage(Exports|Snapshots)/.test(JSON.stringify(part)) ? 83 : 135);
};

/** @see docs/aws-review.md */
describe('a stack with every option', () => {
  it('reserves no concurrency, so that it can be deployed into a new account', () => {
    for (const { Properties } of ofType(stack, 'AWS::Lambda::Function'))
      expect(Properties.ReservedConcurrentExecutions).toBeUndefined();
  });

  it('limits the concurrency of each event source to a number that Lambda accepts', () => {
    const sources = ofType(stack, 'AWS::Lambda::EventSourceMapping');
    expect(sources).toHaveLength(2);
    for (const { Properties } of sources) {
      expect(Properties.ScalingConfig.MaximumConcurrency).toBeGreaterThanOrEqual(2);
      expect(Properties.ScalingConfig.MaximumConcurrency).toBeLessThanOrEqual(1000);
      expect(Properties.BatchSize === 1 || Properties.MaximumBatchingWindowInSeconds >= 1).toBe(true);
    }
  });

  it('has memory and timeouts that a new account accepts', () => {
    for (const { Properties } of ofType(stack, 'AWS::Lambda::Function')) {
      expect(Properties.MemorySize).toBeLessThanOrEqual(3008);
      expect(Properties.Timeout).toBeLessThanOrEqual(900);
    }
  });

  it('has at most 4 KB of variables per function', () => {
    for (const { Properties } of ofType(stack, 'AWS::Lambda::Function'))
      expect(longest(Properties.Environment.Variables)).toBeLessThan(4096);
  });

  it('has policies below the limits of IAM, S3, SQS and KMS', () => {
    const lengths = (type: string, property = 'PolicyDocument') =>
      ofType(stack, type).map(({ Properties }) => longest(Properties[property]));
    expect(Math.max(...lengths('AWS::IAM::ManagedPolicy'))).toBeLessThanOrEqual(6144);
    expect(Math.max(...lengths('AWS::IAM::Policy'))).toBeLessThan(10_240);
    expect(Math.max(...lengths('AWS::IAM::Role', 'AssumeRolePolicyDocument'))).toBeLessThan(2048);
    expect(Math.max(...lengths('AWS::S3::BucketPolicy'))).toBeLessThan(20 * 1024);
    expect(Math.max(...lengths('AWS::SQS::QueuePolicy'))).toBeLessThan(8192);
    expect(Math.max(...lengths('AWS::KMS::Key', 'KeyPolicy'))).toBeLessThan(32 * 1024);
  });

  it('has alarms whose evaluation period CloudWatch accepts', () => {
    const alarms = ofType(stack, 'AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(20);
    for (const { Properties } of alarms) {
      const periods = (Properties.Metrics ?? [{ MetricStat: Properties }]).flatMap(
        ({ MetricStat }: { MetricStat?: { Period: number } }) => MetricStat?.Period ?? [],
      );
      for (const period of periods)
        expect(period * Properties.EvaluationPeriods).toBeLessThanOrEqual(period < 3600 ? 86_400 : 604_800);
    }
  });

  it('has no resource that depends on itself', () => {
    const all = resources(stack);
    const targets = (value: unknown): string[] => {
      if (typeof value !== 'object' || value === null) return [];
      const { Ref, DependsOn, ...rest } = value as Record<string, unknown>;
      const got = (value as { 'Fn::GetAtt'?: [string] })['Fn::GetAtt']?.[0];
      return [Ref, DependsOn, got]
        .flat()
        .filter((id) => typeof id === 'string')
        .concat(Object.values(rest).flatMap(targets));
    };
    const depth = new Map<string, number>();
    const visit = (id: string, path: readonly string[]): number => {
      expect(path).not.toContain(id);
      const known = depth.get(id);
      if (known !== undefined) return known;
      const needed = targets(all.get(id)).filter((one) => all.has(one));
      const own = 1 + Math.max(0, ...needed.map((one) => visit(one, [...path, id])));
      depth.set(id, own);
      return own;
    };
    for (const id of all.keys()) visit(id, []);
    expect(depth.size).toBe(all.size);
  });
});
