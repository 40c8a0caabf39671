import fc from 'fast-check';
import { expect, test } from 'vitest';
import { handleAnnouncements } from '../../../functions/import-export/handle-announcements.ts';
import { handleBatch } from '../../../functions/record-votes/handle-batch.ts';
import { commonPseudonymiser } from '../../../shared/events/pseudonyms/pseudonymiser.ts';
import type { Store } from '../../../shared/ledger/port.ts';
import { batch, deployment, message, people, SECRET, vote } from './deployment.ts';

type World = ReturnType<typeof deployment>;

const common = commonPseudonymiser(SECRET);
/** Names that no other text of these tests contains. */
const names = fc.constantFrom('Dr. Zoë Quux', 'quux@hospital.example', 'quux-17', '0xQUUX', 'Quux Ünal');
const texts = (name: string) =>
  fc.constantFrom('cardiology', 'm1', name, name.toUpperCase(), `by ${name}.`, `${name}#1`, 7, null, '');

const plain = (name: string) =>
  fc
    .record({ judgment: fc.constantFrom('a', 'b'), outcome: fc.constantFrom('first', 'second', 'tie') })
    .map(({ judgment, outcome }) => vote(judgment, { clinician: name, outcome }));

/** An event with a fault in any place, or without one. */
const events = names.chain((name) =>
  fc.record({
    name: fc.constant(name),
    event: fc.oneof(
      plain(name),
      fc
        .record(
          {
            clinician: fc.constantFrom(name, name, name, 17, undefined),
            judgment: fc.constantFrom('a', 'b', `${name}-1`),
            outcome: fc.constantFrom('first', 'second', 'tie', 'x', name),
            specialty: texts(name),
            item: texts(name),
            first: texts(name),
            scores: fc.constantFrom({}, { [name]: { harmlessness: 1 } }, { m1: { harmlessness: name } }),
            pseudonym: fc.constantFrom(people.pseudonymOf(name), common.pseudonymOf(name)),
            [name]: fc.constant(1),
          },
          { requiredKeys: ['judgment', 'outcome', 'clinician'] },
        )
        .map(({ judgment, ...rest }) => ({ ...vote(judgment), ...rest })),
    ),
  }),
);

const isReadable = (key: string) => key.startsWith('receipts/') || /^rejects\/(?!unparsable\/)/.test(key);

/** Everything that owners and operators read of a deployment, with the keys of objects. */
const shown = ({ exports, telemetry }: World): string =>
  [
    ...telemetry.log,
    ...[...exports.contents.keys()].filter(isReadable).flatMap((key) => [key, exports.textOf(key)]),
  ].join('\n');

async function drop(world: World, key: string, rows: readonly object[]) {
  world.exports.write(key, rows.map((row) => JSON.stringify(row)).join('\n'));
  const detail = { bucket: { name: 'exports' }, object: { key, etag: 'e1' } };
  const event = { 'detail-type': 'Object Created', detail };
  await handleAnnouncements(batch(message('1', event)), world, () => 900_000);
}

/** The same event in an operator's file, which has the pseudonym in each place of the name. */
function ofOperator({ name, event }: { readonly name: string; readonly event: object }): object {
  const pseudonym = people.pseudonymOf(name);
  const text = JSON.stringify({ ...event, clinician: undefined, pseudonym });
  return JSON.parse(text.replaceAll(name, pseudonym).replaceAll(name.toUpperCase(), pseudonym));
}

/** A world whose store refuses each transaction, so that also rows that were read become rejects. */
function refusing(world: World): World {
  const open: Store['open'] = async (study, settings) =>
    Object.assign(await world.stores.store.open(study, settings), {
      commit: async () => ({ status: 'invalid', message: 'too large' }) as const,
    });
  const store = { ...world.stores.store, open };
  return { ...world, store, stores: { ...world.stores, store } };
}

test('no receipt, reject, conflict, key or log shows a name or a pseudonym, whatever is sent', async () => {
  const reasons = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(events, { minLength: 1, maxLength: 12 }),
      fc.boolean(),
      async (given, refuses) => {
        const world = refuses ? refusing(deployment()) : deployment();
        const rows = given.map(({ event }) => event);
        const trusted = given.map(ofOperator);
        for (const [index, row] of rows.entries())
          await handleBatch(batch(message(String(index), [row, row])), world, () => 60_000);
        await drop(world, 'exports/moove/a.jsonl', rows);
        await drop(world, 'exports/moove/b.jsonl', rows.toReversed());
        await drop(world, 'operator/moove/c.jsonl', trusted);

        const text = shown(world);
        expect(text).not.toMatch(/quux/i);
        for (const { name } of given)
          for (const { pseudonymOf } of [people, common])
            expect(text).not.toContain(pseudonymOf(name).slice(0, 12));
        for (const [, reason] of text.matchAll(/"reason":"(\w+)"/g)) reasons.add(reason!);
      },
    ),
    { numRuns: 60, seed: 1 },
  );
  // The test says nothing about kinds of rejects that it does not provoke.
  for (const reason of ['conflict', 'names_clinician', 'invalid_value', 'unknown_field', 'missing_field'])
    expect(reasons).toContain(reason);
  expect(reasons).toContain('unprocessable');
});

test('rejects of one clinician in two imports have nothing in common', async () => {
  const world = deployment();
  const bad = [vote('a', { outcome: 'x' }), vote('b', { outcome: 'x' })];
  const ratersOf = async (file: string) => {
    await drop(world, `exports/moove/${file}`, bad);
    const lines = world.exports.textOf(`receipts/moove/${file}/e1/rejects.jsonl`).trimEnd().split('\n');
    return lines.map((line): string => JSON.parse(line).rater);
  };
  const [first, second] = [await ratersOf('a.jsonl'), await ratersOf('b.jsonl')];
  expect(new Set(first).size).toBe(1);
  expect(new Set(second).size).toBe(1);
  // Parts of six letters would be equal by chance in one of a hundred million cases.
  const partsOf = (id = '') => Array.from({ length: id.length - 5 }, (_, at) => id.slice(at, at + 6));
  const parts = new Set(partsOf(first[0]));
  expect(partsOf(second[0]).filter((part) => parts.has(part))).toEqual([]);
});
