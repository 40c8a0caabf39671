import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendMessages } from '../../cli/deployment/send-messages.ts';
import { plainBucket } from '../support/objects.ts';
import { type RunningStack, runStack } from '../support/running-stack.ts';
import { asOneVote, judgmentsOf } from '../support/untidy-study.ts';
import { until } from '../support/until.ts';

const VOTES = 60;
/** All ten workers together; the local stack runs fewer. */
const EVENTS_PER_MINUTE = 40;

let running: RunningStack;
beforeAll(async () => {
  const choices = { limits: { noisy: { eventsPerMinute: EVENTS_PER_MINUTE } } };
  running = await runStack({ choices });
  const exports = plainBucket(running.aws.s3, running.output('ExportsBucketName'));
  for (const study of ['noisy', 'quiet']) await exports.put(`protocols/${study}.json`, '{}');
});
afterAll(() => running?.stop());

test('a study over its limit waits in the queue of the deployed function, and another study is recorded', async () => {
  const bodies = (study: string) =>
    judgmentsOf(study, 5, VOTES)
      .map(asOneVote)
      .map((vote) => JSON.stringify(vote));
  await Array.fromAsync(
    sendMessages(running.aws.sqs, running.output('VotesQueueUrl'), [...bodies('noisy'), ...bodies('quiet')]),
  );
  await until('the quiet study to be recorded', async () => (await running.recorded('quiet')) === VOTES);
  const delays = await until(
    'the log to name the noisy study',
    () => running.log.filter((line) => /a study is over its limit/.test(line)),
    (lines) => lines.length > 0,
  );
  for (const line of delays) expect(line).toMatch(/"study":"noisy"/);
  expect(delays[0]).toMatch(/"delayed":[1-9]/);
  // Other rejects or retries would be a loss or a fault.
  expect(running.log.filter((line) => /events rejected|message returned/.test(line))).toEqual([]);
});
