import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Measured } from '../../../calibration/measure/tally.ts';
import { Records } from '../../../calibration/records.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'records-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const measured = (group: string, hits: number): [string, Measured] => [
  group,
  new Map([[`${group} | hit`, [hits, 2]]]),
];

it('records store the measurements of a study by group, and list the groups', () => {
  const records = new Records(directory);
  records.add('a world', 7, new Map([measured('rates', 1), measured('zones', 2)]));
  records.add('a world', 3, new Map([measured('zones', 0)]));
  expect(records.of('a world')).toEqual([
    { seed: 3, measured: new Map([['zones | hit', [0, 2]]]) },
    {
      seed: 7,
      measured: new Map([
        ['rates | hit', [1, 2]],
        ['zones | hit', [2, 2]],
      ]),
    },
  ]);
  expect(records.groupsOf('a world').get(3)).toEqual(new Set(['zones']));
  expect(records.of('another world')).toEqual([]);
});

it('records can forget one group and keep the others', () => {
  const records = new Records(directory);
  records.add('a world', 7, new Map([measured('rates', 1), measured('zones', 2)]));
  records.forget('a world', ['zones']);
  expect(records.groupsOf('a world').get(7)).toEqual(new Set(['rates']));
  records.add('a world', 7, new Map([measured('zones', 1)]));
  expect(records.of('a world')[0]!.measured.get('zones | hit')).toEqual([1, 2]);
});

it('records skip a line that a crash truncated', () => {
  const records = new Records(directory);
  records.add('a world', 1, new Map([measured('zones', 1)]));
  appendFileSync(join(directory, 'a-world.jsonl'), '{"seed":2,"group":"zones","mea');
  const after = new Records(directory);
  after.add('a world', 3, new Map([measured('zones', 1)]));
  expect(after.of('a world').map(({ seed }) => seed)).toEqual([1, 3]);
});
