import { expect, test } from 'vitest';
import { defaultProtocol, type Protocol } from '../../../shared/contracts/protocol.ts';
import { readMessage } from '../../../shared/events/message.ts';
import type { ProtocolSource } from '../../../shared/events/protocols/protocol-source.ts';
import { readValue } from '../../../shared/events/read-value.ts';
import { fileReader } from '../../../shared/imports/file-reader.ts';
import { FILE_TIME, people, raters, STUDY, vote } from './study.ts';

const NAME = vote.clinician;

/** Simulates a defect of Primum: reading the field throws an error of a library that quotes the name. */
function failingAt(field: string, value: object = vote): object {
  return Object.defineProperty({ ...value }, field, {
    enumerable: true,
    get() {
      return new RegExp(`${NAME}(`);
    },
  });
}

/** A protocol for which the check of an event fails. */
const failingProtocol = failingAt('specialties', defaultProtocol()) as Protocol;
const failing: ProtocolSource = { get: async () => ({ status: 'registered', protocol: failingProtocol }) };

test.each(['kind', 'clinician', 'judgment', 'specialty', 'scores', 'unknown'])(
  'an error in reading the field %s makes the event a reject without the name',
  (field) => {
    for (const trusted of [false, true]) {
      const read = readValue(failingAt(field), { pseudonymiser: people, raters, trusted });
      expect(read).toMatchObject({ ok: false, reject: { reason: 'unprocessable' } });
      expect(JSON.stringify(read)).toContain('SyntaxError');
      expect(JSON.stringify(read)).not.toContain('Ann');
    }
  },
);

test('an error in reading the field pseudonym makes a trusted event a reject without the name', () => {
  const read = readValue(failingAt('pseudonym'), { pseudonymiser: people, raters, trusted: true });
  expect(read).toMatchObject({ ok: false, reject: { reason: 'unprocessable' } });
  expect(JSON.stringify(read)).toContain('SyntaxError');
  expect(JSON.stringify(read)).not.toContain('Ann');
});

test('an error in checking a message refuses its events, and the message needs no retry', async () => {
  const context = { pseudonymiser: people, protocols: failing, arrived: 0, studies: null };
  const { events, rejects, retry } = await readMessage(JSON.stringify([vote, vote]), context);
  expect(events).toEqual([]);
  expect(retry).toBeNull();
  expect(rejects.map(({ reason }) => reason)).toEqual(['unprocessable', 'unprocessable']);
  expect(JSON.stringify(rejects)).not.toContain('Ann');
});

test('an error in checking a row of a file costs only that row', () => {
  const reading = {
    study: STUDY,
    pseudonymiser: people,
    importId: 'import',
    fileTime: FILE_TIME,
    protocol: failingProtocol,
  };
  const record = { line: 4, byteOffset: 70, form: 'message', value: vote } as const;
  expect(fileReader(reading).read(record).rejects).toMatchObject([{ line: 4, reason: 'unprocessable' }]);
});

test('errors of the secret or of a protocol’s bucket are rethrown, because a retry may succeed', async () => {
  const pseudonymiser = {
    ...people,
    pseudonymOf: () => {
      throw new TypeError('no secret');
    },
  };
  for (const value of [vote, { ...vote, outcome: 'x' }])
    expect(() => readValue(value, { pseudonymiser, raters, trusted: false })).toThrow('no secret');
  const protocols: ProtocolSource = { get: () => Promise.reject(new TypeError('no bucket')) };
  const context = { pseudonymiser: people, protocols, arrived: 0, studies: null };
  await expect(readMessage(JSON.stringify(vote), context)).rejects.toThrow('no bucket');
});
