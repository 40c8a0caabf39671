import { describe, expect, it, test } from 'vitest';
import { handleAnnouncements } from '../../../functions/import-export/handle-announcements.ts';
import { handleBatch, StudyMeter } from '../../../functions/record-votes/handle-batch.ts';
import { readLimits } from '../../../shared/contracts/limits.ts';
import { batch, deployment, judgmentsOf, message, vote } from './deployment.ts';

const minute = () => 60_000;
const MINUTE_MS = 60_000;

/** A deployment of two studies with one worker, in which each study may send this number of events per minute. */
function world(eventsPerMinute: number, workers = 1) {
  const made = deployment();
  made.exports.write('protocols/quiet.json', '{}');
  const limits = readLimits(JSON.stringify({ '*': { eventsPerMinute } }));
  return { ...made, floods: new StudyMeter(limits, workers) };
}
const votes = (from: number, count: number, rest: object = {}) =>
  Array.from({ length: count }, (_, index) => message(`${from + index}`, vote(`${from + index}`, rest)));
const ids = (result: Awaited<ReturnType<typeof handleBatch>>) =>
  result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);

describe('a study over its limit', () => {
  it('has its messages delayed, and neither recorded nor rejected', async () => {
    const made = world(3);
    const result = await handleBatch(batch(...votes(1, 5)), made, minute);
    expect(ids(result)).toEqual(['4', '5']);
    expect(await judgmentsOf(made)).toEqual(['1', '2', '3']);
    expect(made.queue.calls).toEqual(['hide 4:90 5:90']);
    expect(made.exports.keys('rejects/')).toEqual([]);
    expect(made.telemetry.counts.get('EventsRead')).toBe(3);
    expect(made.telemetry.counts.get('StudyOverLimit')).toBe(2);
    expect(made.telemetry.counts.get('Retries') ?? 0).toBe(0);
  });

  it('is named in one line of the log, without its events', async () => {
    const made = world(3);
    await handleBatch(batch(...votes(1, 5)), made, minute);
    expect(made.telemetry.log).toEqual([
      '"a study is over its limit" {"study":"moove","messages":2,"delayed":2} "undefined"',
    ]);
  });

  it('does not keep the events of another study waiting', async () => {
    const made = world(2);
    const result = await handleBatch(
      batch(...votes(1, 20), message('quiet', vote('q', { study: 'quiet' }))),
      made,
      minute,
    );
    expect(ids(result)).toHaveLength(18);
    expect(ids(result)).not.toContain('quiet');
    expect(made.telemetry.counts.get('EventsRecorded')).toBe(3);
  });

  it('has its refused events delayed, too: each costs an object of the operator', async () => {
    const made = world(2);
    const refused = Array.from({ length: 5 }, (_, at) =>
      message(`${at}`, vote(`${at}`, { outcome: 'no outcome' })),
    );
    expect(ids(await handleBatch(batch(...refused), made, minute))).toEqual(['2', '3', '4']);
    expect(made.exports.keys('rejects/moove/')).toHaveLength(2);
  });

  it('has no share in the limit of messages that name no study', async () => {
    const made = world(2);
    const unreadable = Array.from({ length: 5 }, (_, at) => message(`${at}`, 'no JSON'));
    const result = await handleBatch(batch(...unreadable, message('v', vote('v'))), made, minute);
    expect(ids(result)).toEqual(['2', '3', '4']);
    expect(await judgmentsOf(made)).toEqual(['v']);
  });

  it('is recorded in full when its messages return, a few per minute', async () => {
    const made = world(3);
    let time = made.now();
    const clocked = { ...made, now: () => time };
    let waiting = votes(1, 10);
    for (let rounds = 0; waiting.length > 0 && rounds < 10; rounds += 1) {
      const again = new Set(ids(await handleBatch(batch(...waiting), clocked, minute)));
      waiting = waiting.filter(({ messageId }) => again.has(messageId));
      time += MINUTE_MS;
    }
    expect(await judgmentsOf(made)).toHaveLength(10);
  });

  it('may send a message with more events than its limit, once per minute', async () => {
    const made = world(3);
    const large = Array.from({ length: 8 }, (_, index) => vote(`large ${index}`));
    const result = await handleBatch(batch(message('1', large), message('2', vote('b'))), made, minute);
    expect(ids(result)).toEqual(['2']);
    expect(await judgmentsOf(made)).toHaveLength(8);
  });

  it('has its share of the limit in each worker', async () => {
    const made = world(30, 10);
    expect(ids(await handleBatch(batch(...votes(1, 5)), made, minute))).toEqual(['4', '5']);
  });

  it('is delayed also among messages that may be poison, and these run in growing groups', async () => {
    const made = world(1);
    const suspects = votes(1, 7).map((one) => ({
      ...one,
      attributes: { ...one.attributes, ApproximateReceiveCount: '5' },
    }));
    const result = await handleBatch(batch(...suspects), made, minute);
    expect(ids(result)).toHaveLength(6);
    // Each message waits for 16 minutes or longer, after four delays that doubled.
    const waits = made.queue.calls.filter((call) => /:1440\b/.test(call));
    expect(waits.map((call) => call.split(' ').length - 1)).toEqual([2, 4]);
  });

  it('loses no message if SQS does not hide it: the message returns later', async () => {
    const made = world(1);
    made.queue.hide = async () => {
      throw new Error('SQS does not answer');
    };
    const result = await handleBatch(batch(...votes(1, 3)), made, minute);
    expect(ids(result)).toEqual(['2', '3']);
  });
});

describe('the delay of a message', () => {
  const now = Date.UTC(2026, 2, 2);
  const meter = () => new StudyMeter(readLimits(undefined), 10);
  const sent = (receives: number, age = 0) => {
    const one = message('1', '', receives);
    return { ...one, attributes: { ...one.attributes, SentTimestamp: String(now - age) } };
  };

  it('doubles with each receive, from one minute to one hour, and is spread over as long again', () => {
    const delays = [1, 2, 3, 7, 8, 99].map((receives) => meter().delayOf(sent(receives), now, 0));
    expect(delays).toEqual([60, 120, 240, 3600, 3600, 3600]);
    expect(meter().delayOf(sent(9), now, 0.999)).toBeLessThan(7200);
  });

  it('ends after a day, so that SQS neither deletes the message nor makes it a dead letter', () => {
    let waited = 0;
    let receives = 1;
    for (;;) {
      const delay = meter().delayOf(sent(receives, waited), now, 0);
      if (delay === null) break;
      waited += 1000 * delay;
      receives += 1;
    }
    expect(waited).toBeLessThan(26 * 3600 * 1000);
    // SQS moves it to the dead-letter queue after 100 receives.
    expect(receives).toBeLessThan(50);
  });

  it('is not given to more than 5,000 messages at a time, because SQS stops at 120,000 received messages', () => {
    const one = meter();
    const delayed = (moment: number) => {
      let count = 0;
      while (
        one.delayOf(
          { ...sent(1), attributes: { ...sent(1).attributes, SentTimestamp: String(moment) } },
          moment,
          0,
        ) !== null
      )
        count += 1;
      return count;
    };
    expect(delayed(now)).toBe(5000);
    expect(delayed(now + MINUTE_MS)).toBe(0);
    expect(delayed(now + 2 * MINUTE_MS)).toBe(5000);
  });
});

describe('limits', () => {
  it('hold for all studies, or for one, and are those of the operator or the default ones', () => {
    const { every, own } = readLimits('{"*": {"eventsPerMinute": 10}, "a": {"fileBytes": 7}}');
    expect(own.get('a')).toEqual({ eventsPerMinute: 10, fileBytes: 7 });
    expect(every).toEqual({ eventsPerMinute: 10, fileBytes: 5_000_000_000 });
    expect(readLimits(undefined).every).toEqual({ eventsPerMinute: 90_000, fileBytes: 5_000_000_000 });
  });

  it.each(['{}x', '[]', '{"*": 7}', '{"*": {"eventsPerMinute": 0}}', '{"a b": {}}', '{"*": {"votes": 1}}'])(
    'stop the function from starting if they are invalid: %s',
    (json) => {
      expect(() => readLimits(json)).toThrow();
    },
  );
});

test('a file over the limit of its study is refused with a receipt, and none of its rows counts', async () => {
  const made = { ...deployment(), limits: readLimits('{"moove": {"fileBytes": 100}}') };
  made.exports.write('exports/moove/a.jsonl', `${JSON.stringify(vote('a'))}\n`);
  const detail = { bucket: { name: 'exports' }, object: { key: 'exports/moove/a.jsonl', etag: 'e1' } };
  const event = { 'detail-type': 'Object Created', detail };
  expect(await handleAnnouncements(batch(message('1', event)), made, minute)).toEqual({
    batchItemFailures: [],
  });
  const [key] = made.exports.keys('receipts/moove/').filter((one) => one.endsWith('receipt.json'));
  expect(made.exports.jsonOf(key!)).toMatchObject({
    status: 'failed',
    message: expect.stringMatching(/has \d+ bytes, and the operator of this deployment accepts 100 bytes/),
  });
  expect(await judgmentsOf(made)).toEqual([]);
});
