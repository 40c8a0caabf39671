import { expect, test } from 'vitest';
import { protocol } from '../../../shared/contracts/protocol.ts';
import { readMessage } from '../../../shared/ingest/message.ts';
import { rejectObjects } from '../../../shared/ingest/reject-file.ts';
import type { ProtocolSource } from '../../../shared/protocols/source.ts';
import { HOSTILE_EVENTS, HOSTILE_TEXTS, NOT_JSON } from './hostile-events.ts';
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
  '%s is refused with a reason, and the events beside it count',
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

test.each([...NOT_JSON, ['nothing', ''], ['a byte order mark alone', '\uFEFF']])(
  'a message that is %s is unparsable',
  async (_, body) => {
    const { events, rejects } = await read(body);
    expect(events).toEqual([]);
    expect(rejects).toEqual([
      { index: 0, study: null, reason: 'unparsable', message: 'is not JSON', field: '' },
    ]);
  },
);

test('a message without an event is refused', async () => {
  expect((await read('[]')).rejects).toMatchObject([{ reason: 'missing_field', message: 'holds no event' }]);
});

test('a pseudonym is not taken from the queue', async () => {
  const { clinician, ...rest } = vote;
  const forged = { ...rest, pseudonym: people.pseudonymOf(clinician) };
  expect((await read(JSON.stringify(forged))).rejects).toHaveLength(1);
  expect((await read(JSON.stringify({ ...vote, pseudonym: 'x' }))).rejects).toMatchObject([
    { reason: 'unknown_field' },
  ]);
});

test('an event of a study that nobody registered tells how to register it', async () => {
  const { rejects } = await read(JSON.stringify({ ...vote, study: 'moofe' }));
  expect(rejects).toMatchObject([{ reason: 'unknown_study', study: 'moofe', field: 'study' }]);
  expect(rejects[0]?.message).toContain('protocols/moofe.json');
});

test('models and specialties are refused where the protocol lists others', async () => {
  const { rejects } = await read(
    JSON.stringify([
      { ...vote, first: 'm4', scores: undefined },
      { ...vote, specialty: 'oncology' },
    ]),
  );
  expect(rejects.map(({ reason }) => reason)).toEqual(['unlisted_model', 'unlisted_specialty']);
});

test('nested a hundred thousand deep is refused like anything else', async () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect((await read(deep)).rejects).toHaveLength(1);
  const inside = JSON.stringify(vote).replace('"m1":{"harmlessness":-2}', `"m1":${deep}`);
  expect((await read(inside)).rejects).toMatchObject([{ reason: 'invalid_value' }]);
});

test('a megabyte of what cannot be events is one reject, with its body kept apart', async () => {
  const body = JSON.stringify(Array(500_000).fill(1));
  const { rejects } = await read(body);
  expect(rejects).toMatchObject([{ index: 0, study: null, reason: 'too_large' }]);
  const [kept, ...others] = rejectObjects({ messageId: 'm', body, sentAt: 0 }, rejects, people);
  expect(others).toEqual([]);
  expect(kept?.key).toMatch(/^rejects\/unparsable\//);
  expect(JSON.parse(kept!.text)).toMatchObject({ body });
});

test('as many of the shortest events as a message can hold are all read', async () => {
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
