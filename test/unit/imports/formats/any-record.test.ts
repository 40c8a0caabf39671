import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultProtocol } from '../../../../shared/contracts/protocol.ts';
import { fileReader } from '../../../../shared/imports/file-reader.ts';
import type { Sample } from '../../../../shared/imports/formats/format.ts';
import { parseMapping } from '../../../../shared/imports/formats/parse-mapping.ts';
import { recognise } from '../../../../shared/imports/formats/recognise.ts';
import { FILE_TIME, people, STUDY } from '../../events/study.ts';
import { arenaJsonl, labelStudio, longRatings, mooveJsonl, wideRatings } from './files.ts';
import { saidBy } from './said.ts';

const NAME = 'Dr. Ada Byron';
const SAID = saidBy(41, 2, ['first', 'second']);
const protocol = defaultProtocol();
const { criteria } = protocol;

/** Reads records as those of a file of the given form. Returns the result as text. */
function outcome(mapping: unknown, sample: Omit<Sample, 'container'>, record: unknown): string {
  const parsed = mapping === undefined ? null : parseMapping(JSON.stringify(mapping));
  if (parsed && !parsed.ok) throw new Error(parsed.message);
  const container = sample.header ? 'parquet' : 'jsonl';
  const format = recognise(
    { container, ...sample },
    { study: STUDY, criteria, mapping: parsed?.mapping ?? null },
  );
  const reader = fileReader({
    study: STUDY,
    protocol,
    pseudonymiser: people,
    importId: 'import',
    fileTime: FILE_TIME,
  });
  return JSON.stringify(reader.read({ line: 1, byteOffset: 0, ...format.read(record, 'key') }));
}

/** Any value that JSON or Parquet can contain. */
const anything = fc.oneof(
  fc.jsonValue(),
  fc.bigInt(),
  fc.date({ noInvalidDate: false }),
  fc.constantFrom(
    ...['__proto__', 'constructor', NAME, '', ' ', 'model_a', 'first', '5', 'NaN', 1e300, -0, null],
  ),
);

/** An object in which some members, at any depth, are replaced by any value. */
function spoilt(value: unknown): fc.Arbitrary<unknown> {
  const whole = fc.constant(value);
  if (typeof value !== 'object' || value === null)
    return fc.oneof({ weight: 4, arbitrary: whole }, { weight: 1, arbitrary: anything });
  if (Array.isArray(value))
    return fc.oneof(
      { weight: 6, arbitrary: fc.tuple(...value.map(spoilt)) },
      { weight: 1, arbitrary: anything },
    );
  const members = Object.fromEntries(Object.entries(value).map(([name, part]) => [name, spoilt(part)]));
  return fc.oneof(
    { weight: 8, arbitrary: fc.record(members, { requiredKeys: [] }) },
    { weight: 1, arbitrary: anything },
  );
}

const first = (content: string): unknown =>
  JSON.parse(content.startsWith('[') ? content : content.split('\n')[0]!);

/** Whether the clinician's name occurs in its own place only. A reader cannot recognise it in other places. */
function namedOnce(record: unknown): boolean {
  const text = JSON.stringify(record, (_key, part) => (typeof part === 'bigint' ? String(part) : part)) ?? '';
  const { judge, user } = (record ?? {}) as { judge?: unknown; user?: { value?: unknown } };
  return text.split(NAME).length === 2 && (judge === NAME || user?.value === NAME);
}

test.each([
  ['a battle', arenaJsonl(SAID)],
  ['a MOOVE record', mooveJsonl(SAID)],
  ['a task of Label Studio', labelStudio(SAID)],
] as const)(
  '%s with any wrong values is read without an error, and no name of a clinician is revealed',
  (_, { content, mapping }) => {
    const whole = first(content.replaceAll(/Dr\. Anna Muster \d/g, NAME));
    const record = Array.isArray(whole) ? whole[0] : whole;
    const sample = { header: null, records: [record] };
    fc.assert(
      fc.property(spoilt(record), (value) => {
        const text = outcome(mapping, sample, value);
        if (namedOnce(value)) expect(text).not.toContain(NAME);
        expect(text).not.toMatch(/example\.org|\bAnna\b/);
      }),
      { numRuns: 300 },
    );
  },
);

test.each([
  ['long ratings', longRatings(SAID)],
  ['wide ratings', wideRatings(SAID)],
])('a row of %s with anything in its cells is read without an error', (_, { content, mapping }) => {
  const header = content.split('\n')[0]!.split(',');
  const { length } = header;
  fc.assert(
    fc.property(fc.array(anything, { minLength: length, maxLength: length }), (row) => {
      expect(outcome(mapping, { header, records: [] }, row)).toMatch(/"events":/);
    }),
    { numRuns: 300 },
  );
});

/** Rows that hold the votes and scores of several people, by patterns and by a list. */
const SEVERAL = {
  row: 'vote',
  columns: { judgment: 'id', item: 'id' },
  constants: { first: 'm1', second: 'm2' },
  scale: { from: [1, 5], to: [-2, 2] },
  labels: { outcome: { A: 'first', B: 'second' }, answer: { x: 'first', y: 'second' } },
};
const PATTERNS = {
  ...SEVERAL,
  several: {
    columns: { clinician: 'who{part}', outcome: 'vote{part}', score: 'score{part}.{criterion}.{answer}' },
  },
};
const LISTED = {
  ...SEVERAL,
  several: ['1', '2'].map((part) => ({
    part,
    columns: { clinician: `who${part}`, outcome: `vote${part}` },
    scores: { columns: { [`score${part}.accuracy.x`]: { answer: 'first', criterion: 'accuracy' } } },
  })),
};
const WIDE = {
  id: 'r1',
  who1: NAME,
  vote1: 'A',
  'score1.accuracy.x': 5,
  who2: 'ann',
  vote2: 'B',
  'score2.accuracy.x': 1,
};

test.each([
  ['patterns', PATTERNS],
  ['a list', LISTED],
])('a record with several judgments and any wrong values is read by %s without an error', (_, mapping) => {
  const sample = { header: null, records: [WIDE] };
  fc.assert(
    fc.property(spoilt(WIDE), (value) => {
      const text = outcome(mapping, sample, value);
      expect(text).toMatch(/"events":/);
      if ((value as typeof WIDE)?.who1 === NAME && namedOnce({ ...(value as object), judge: NAME, who1: '' }))
        expect(text).not.toContain(NAME);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['patterns', PATTERNS],
  ['a list', LISTED],
])('a row with several judgments and anything in its cells is read by %s without an error', (_, mapping) => {
  const header = Object.keys(WIDE);
  const { length } = header;
  fc.assert(
    fc.property(fc.array(anything, { minLength: length, maxLength: length }), (row) => {
      expect(outcome(mapping, { header, records: [] }, row)).toMatch(/"events":/);
    }),
    { numRuns: 300 },
  );
});
