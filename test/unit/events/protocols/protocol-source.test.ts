import { expect, test } from 'vitest';
import { MAX_PROTOCOL_LENGTH, parseProtocol } from '../../../../shared/events/protocols/parse-protocol.ts';
import { protocolSource } from '../../../../shared/events/protocols/protocol-source.ts';

/** A bucket with the protocol of one study, and a clock. */
function bucket(text: string | null) {
  const world = { text, now: 1_000_000, reads: 0, alarms: [] as string[], broken: false };
  const source = protocolSource(
    {
      text: async (key) => {
        world.reads += 1;
        if (world.broken) throw new Error('S3 does not answer');
        return key === 'protocols/moove.json' ? world.text : null;
      },
    },
    { now: () => world.now, onInvalid: (study, message) => world.alarms.push(`${study}: ${message}`) },
  );
  return { world, source };
}

test('an empty protocol uses every default', async () => {
  const { source } = bucket('{}');
  expect(await source.get('moove')).toMatchObject({
    status: 'registered',
    protocol: { tolerance: { failure: 0.1 } },
  });
  expect(await source.get('other')).toEqual({ status: 'unknown' });
});

test('a protocol is read once a minute', async () => {
  const { world, source } = bucket('{}');
  await Promise.all([source.get('moove'), source.get('moove')]);
  world.now += 59_999;
  await source.get('moove');
  expect(world.reads).toBe(1);
  world.now += 1;
  await source.get('moove');
  expect(world.reads).toBe(2);
});

test('a caller that refuses an input gets a protocol that was read after the input arrived', async () => {
  const { world, source } = bucket('{}');
  await source.get('moove');
  world.text = '{"models":["m1"]}';
  const arrived = world.now + 10;
  world.now += 20;
  expect(await source.get('moove', { since: arrived })).toMatchObject({ protocol: { models: ['m1'] } });
  await source.get('moove', { since: arrived });
  expect(world.reads).toBe(2);
});

test('the last valid protocol stays in force if the file becomes invalid, and an alarm is raised', async () => {
  const { world, source } = bucket('{"title":"good"}');
  await source.get('moove');
  world.text = '{"titel":"bad"}';
  world.now += 100_000;
  expect(await source.get('moove')).toMatchObject({ status: 'registered', protocol: { title: 'good' } });
  expect(world.alarms).toEqual(['moove: unknown field "titel"']);
});

test('a study without any valid protocol is invalid, not unknown', async () => {
  const { source } = bucket('{');
  expect(await source.get('moove')).toEqual({ status: 'invalid', message: 'is not JSON' });
});

test('a study is unknown again if its protocol is removed', async () => {
  const { world, source } = bucket('{}');
  await source.get('moove');
  world.text = null;
  world.now += 100_000;
  expect(await source.get('moove')).toEqual({ status: 'unknown' });
});

test('a failed reading of a protocol is not cached', async () => {
  const { world, source } = bucket('{}');
  world.broken = true;
  await expect(source.get('moove')).rejects.toThrow('S3 does not answer');
  world.broken = false;
  expect(await source.get('moove')).toMatchObject({ status: 'registered' });
});

test.each([
  ['', 'is not JSON'],
  ['[]', 'expected object'],
  [' '.repeat(MAX_PROTOCOL_LENGTH + 1), 'is longer than'],
  ['{"criteria":[]}', 'criteria'],
  ['{"tolerance":{"failure":2}}', 'tolerance.failure'],
  ['{"title":"\uFFFD"}', 'is not UTF-8'],
])('the text %j is not a protocol', (text, told) => {
  const parsed = parseProtocol(text);
  expect(parsed).toMatchObject({ ok: false });
  expect(!parsed.ok && parsed.message).toContain(told);
});

test('a byte order mark before a protocol is ignored', () => {
  expect(parseProtocol('\uFEFF{}')).toMatchObject({ ok: true });
});
