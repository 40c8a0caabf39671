import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll, describe, expect, it } from 'vitest';
import { readLimits } from '../../shared/contracts/limits.ts';
import { appUnderTest, ofType, resourceOf } from './stack-under-test.ts';

afterAll(() => CloudAssembly.cleanupTemporaryDirectories());

const variablesOf = (context: object) => {
  const { stack } = appUnderTest({}, { ...context });
  return [stack.recordVotes, stack.importExport].map(
    ({ lambda }) => resourceOf(stack, lambda.function).Properties.Environment.Variables,
  );
};

describe('the option limits', () => {
  it('reaches both functions that read events', () => {
    const limits = { '*': { eventsPerMinute: 6000 }, pilot: { fileBytes: 1000 } };
    for (const given of [limits, JSON.stringify(limits)])
      for (const { STUDY_LIMITS } of variablesOf({ limits: given })) {
        expect(readLimits(STUDY_LIMITS).own.get('pilot')).toEqual({ eventsPerMinute: 6000, fileBytes: 1000 });
      }
  });

  it('is not needed: the functions have default limits', () => {
    for (const { STUDY_LIMITS } of variablesOf({})) expect(STUDY_LIMITS).toBeUndefined();
  });

  it('gives each worker its share, by the number of workers that Lambda may run', () => {
    const { stack } = appUnderTest({ votesConcurrency: 7 });
    const { Variables } = resourceOf(stack, stack.recordVotes.lambda.function).Properties.Environment;
    expect(Variables.VOTES_WORKERS).toBe('7');
    const concurrency = ofType(stack, 'AWS::Lambda::EventSourceMapping').map(
      ({ Properties }) => Properties.ScalingConfig.MaximumConcurrency,
    );
    expect(concurrency).toContain(7);
  });

  it.each([
    ['pilot', /it must be an object/],
    [{ pilot: 7 }, /pilot must be an object with the fields eventsPerMinute or fileBytes/],
    [{ pilot: { eventsPerMinute: 0 } }, /pilot\.eventsPerMinute must be a whole number from 1 on/],
    [{ pilot: { fileBytes: 'much' } }, /pilot\.fileBytes must be a whole number from 1 on/],
    [{ pilot: { votes: 7 } }, /pilot must be an object with the fields/],
    [{ 'The Pilot': {} }, /The Pilot is neither a study nor "\*"/],
    [Object.fromEntries(Array.from({ length: 99 }, (_, index) => [`s${index}`, {}])), /limit fewer studies/],
  ])('stops synthesis if it has the invalid value %j', (limits, message) => {
    expect(() => appUnderTest({}, { limits })).toThrow(message);
  });
});
