import { expect, test } from 'vitest';
import { protocol } from '../../../shared/contracts/protocol.ts';
import { readMessage } from '../../../shared/events/message.ts';
import type { ProtocolSource } from '../../../shared/events/protocols/protocol-source.ts';
import { rejectObjects } from '../../../shared/events/reject-file.ts';
import { HOSTILE_EVENTS, HOSTILE_TEXTS, NOT_JSON, PYTHON_JSON } from './hostile-events.ts';
import { people, STUDY, vote } from './study.ts';

const protocols: ProtocolSource = {
  get: async (study) =>
    study === STUDY
      ? {
          status: 'registered',
          protocol: protocol.parse({ models: ['m1', 'm2', 'm3', '__proto'], specialties: ['cardiology'] }),
        }
      : { status: 'unknown' },
};
const read = (body: string) =>
  readMessage(body, { pseudonymiser: people, protocols, arrived: 0, studies: null });
const good = JSON.stringify({ ...vote, judgment: 'good' });

test.each([...HOSTILE_EVENTS, ...HOSTILE_TEXTS])(
  '%s in a message is refused with a reason, and the other events count',
  async (_, json, reason, told) => {
    const { events, rejects, retry } = await read(`[${good},${json},${good}]`);
    expect(events.map(({ index, event }) => [index, event.judgment])).toEqual([
      [0, 'good'],
      [2, 'good'],
    ]);
    expect(rejects).toHaveLength(1);
    expect(rejects[0]).toMatchObject({ index: 1, reason });
    expect(rejects[0]?.message).toMatch(told);
    expect(rejects[0]?.message.length).toBeLessThan(500);
    expect(retry).toBeNull();
  },
);

test.each([...NOT_JSON, ...PYTHON_JSON, ['nothing', ''], ['a byte order mark alone', '\uFEFF']])(
  'a message that is %s is unparsable',
  async (_, body) => {
    const { events, rejects } = await read(body);
    expect(events).toEqual([]);
    expect(rejects).toEqual([
      { index: 0, study: null, reason: 'unparsable', message: 'is not JSON', field: '' },
    ]);
  },
);

test('a time before 2015, or more than a day after the message was sent, is refused in its field', async () => {
  const sentAt = Date.parse('2026-03-01T00:00:00Z');
  const at = async (time: string) => {
    const body = JSON.stringify({ ...vote, at: time });
    const context = { pseudonymiser: people, protocols, arrived: sentAt + 1e9, sentAt, studies: null };
    return (await readMessage(body, context)).rejects;
  };
  expect(await at('2026-03-02T00:00:00Z')).toEqual([]);
  expect(await at('2026-03-02T01:00:00+02:00')).toEqual([]);
  for (const time of ['2026-03-02T00:00:01Z', '1970-01-01T12:48:02Z', '2014-12-31T23:59:59Z'])
    expect(await at(time)).toMatchObject([{ reason: 'invalid_value', field: 'at', study: STUDY }]);
});

test('a message without an event is refused', async () => {
  expect((await read('[]')).rejects).toMatchObject([
    { reason: 'missing_field', message: 'contains no event' },
  ]);
});

test('a pseudonym is not accepted from the queue', async () => {
  const { clinician, ...rest } = vote;
  const forged = { ...rest, pseudonym: people.pseudonymOf(clinician) };
  expect((await read(JSON.stringify(forged))).rejects).toHaveLength(1);
  expect((await read(JSON.stringify({ ...vote, pseudonym: 'x' }))).rejects).toMatchObject([
    { reason: 'invalid_value', field: 'pseudonym', message: expect.stringContaining('operator/<study>/') },
  ]);
});

test('the record of a rejected event says how to register a study if the study is unregistered', async () => {
  const { rejects } = await read(JSON.stringify({ ...vote, study: 'moofe' }));
  expect(rejects).toMatchObject([{ reason: 'unknown_study', study: 'moofe', field: 'study' }]);
  expect(rejects[0]?.message).toContain('protocols/moofe.json');
});

test('models and specialties are refused if the protocol lists others', async () => {
  const { rejects } = await read(
    JSON.stringify([
      { ...vote, first: 'm4', scores: undefined },
      { ...vote, specialty: 'oncology' },
    ]),
  );
  expect(rejects.map(({ reason }) => reason)).toEqual(['unlisted_model', 'unlisted_specialty']);
});

test('a message with a hundred thousand nested lists is refused like any other', async () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect((await read(deep)).rejects).toHaveLength(1);
  const inside = JSON.stringify(vote).replace('"m1":{"harmlessness":-2}', `"m1":${deep}`);
  expect((await read(inside)).rejects).toMatchObject([{ reason: 'invalid_value' }]);
});

test('a megabyte of values that cannot be events is one reject, and its body is kept separately', async () => {
  const body = JSON.stringify(Array(500_000).fill(1));
  const { rejects } = await read(body);
  expect(rejects).toMatchObject([{ index: 0, study: null, reason: 'too_large' }]);
  const [kept, ...others] = rejectObjects({ messageId: 'm', body, sentAt: 0 }, rejects, people);
  expect(others).toEqual([]);
  expect(kept?.key).toMatch(/^rejects\/unparsable\//);
  expect(JSON.parse(kept!.text)).toMatchObject({ body });
});

test('all events of a message are read, even if it contains the maximum number', async () => {
  const shortest = {
    kind: 'retraction',
    judgment: 'j',
    study: 's',
    clinician: 'c',
    at: '2026-03-01T09:30:00Z',
  };
  const each = Buffer.byteLength(JSON.stringify(shortest)) + 1;
  const list = Array(Math.floor(1024 ** 2 / each)).fill(shortest);
  expect((await read(JSON.stringify(list))).rejects).toHaveLength(list.length);
});
