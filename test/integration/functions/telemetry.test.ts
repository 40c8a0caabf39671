import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lambdaTelemetry } from '../../../functions/support/telemetry.ts';
import { OwnError } from '../../../shared/lib/own-error.ts';

const NAME = 'Dr. Ann Who';
const written: string[] = [];

beforeEach(() => {
  written.length = 0;
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      written.push(String(chunk));
      return true;
    });
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('a log line has the class and the stack of a library’s error, but not its message', () => {
  const telemetry = lambdaTelemetry();
  telemetry.begin({ awsRequestId: 'request' } as Context);
  for (const error of [new RangeError(`${NAME}\n    at ${NAME}`), { message: NAME }, NAME])
    telemetry.error('a message cannot be read now', { messageId: 'm' }, error);
  expect(written).toHaveLength(3);
  expect(JSON.parse(written[0]!)).toMatchObject({
    message: 'a message cannot be read now',
    messageId: 'm',
    error: 'RangeError',
    stack: expect.stringContaining('telemetry.test.ts'),
  });
  expect(written.join('')).not.toContain('Ann');
});

test('a failed invocation throws no message of a library, because Lambda would log it', () => {
  const telemetry = lambdaTelemetry();
  const thrown = telemetry.failure(new TypeError(NAME));
  expect(thrown).toBeInstanceOf(OwnError);
  expect(thrown.message).toBe('failed: TypeError');
  expect(thrown.cause).toBeUndefined();
  expect(written).toHaveLength(1);
  expect(written[0]).not.toContain('Ann');
  const own = new OwnError('the environment variable X is not set');
  expect(telemetry.failure(own)).toBe(own);
});
