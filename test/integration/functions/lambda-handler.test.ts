import type { Context } from 'aws-lambda';
import { expect, test, vi } from 'vitest';
import { lambdaHandler } from '../../../functions/support/lambda-handler.ts';
import { OwnError } from '../../../shared/lib/own-error.ts';

const context = { awsRequestId: 'request', getRemainingTimeInMillis: () => 1234 } as Context;

test('a function builds its services once, at its first event', async () => {
  const build = vi.fn(async () => 'services');
  const handler = lambdaHandler(build, async (event: string, services, left) => [event, services, left()]);
  expect(build).not.toHaveBeenCalled();
  expect(await handler('first', context)).toEqual(['first', 'services', 1234]);
  expect(await handler('second', context)).toEqual(['second', 'services', 1234]);
  expect(build).toHaveBeenCalledTimes(1);
});

test('a function builds its services again if the first attempt failed', async () => {
  let attempts = 0;
  const build = async () => {
    attempts += 1;
    if (attempts === 1) throw new OwnError('the secret cannot be read');
    return attempts;
  };
  const handler = lambdaHandler(build, async (_event: unknown, services) => services);
  await expect(handler({}, context)).rejects.toThrow('the secret cannot be read');
  expect(await handler({}, context)).toBe(2);
});

test('a function that fails throws no message of a library', async () => {
  const fail = async () => {
    throw new TypeError('Dr. Ann Who');
  };
  const handler = lambdaHandler(async () => null, fail);
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  await expect(handler({}, context)).rejects.toThrow('failed: TypeError');
  vi.restoreAllMocks();
});
