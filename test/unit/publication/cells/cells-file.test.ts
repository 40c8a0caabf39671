import { gunzipSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { publishedCell } from '../../../../shared/contracts/cell.ts';
import { type Cell, GROUPS } from '../../../../shared/ledger/cells/cell.ts';
import { cellsWriter, decodeCells } from '../../../../shared/publication/cells/cells-file.ts';
import { readableSlots } from '../../../../shared/publication/cells/readable-slots.ts';
import { audit } from '../../../support/audit.ts';
import { cellsFileOf as evidenceOf } from '../../../support/cells-file.ts';
import { sampleInput } from '../../../support/sample-study.ts';

const INPUT = sampleInput({ votes: 200 });
const CRITERIA = [
  { id: 'constructor', code: 'a', safetyCritical: true },
  { id: '7', code: 'b', safetyCritical: false },
  { id: 'harm\u2028less', code: 'c', safetyCritical: true },
];

const linesOf = (body: Uint8Array): string[] => gunzipSync(body).toString().trimEnd().split('\n');
const packed = (...lines: string[]) => gzipSync(lines.map((line) => `${line}\n`).join(''));
const cellsFileOf = async (...of: Parameters<typeof evidenceOf>) => (await evidenceOf(...of)).body;
const readBack = (body: Uint8Array, criteria = INPUT.settings.criteria) =>
  Array.fromAsync(decodeCells(body, criteria));

const name = fc.constantFrom('aster', '<img>', 'toString', '7', 'a\u2028b', 'نموذج');
const counts = fc
  .dictionary(fc.constantFrom(...readableSlots(CRITERIA).keys()), fc.integer({ min: 1, max: 1e9 }), {
    minKeys: 1,
  })
  .map((slots) => new Map(Object.entries(slots)));
const cell: fc.Arbitrary<Cell> = fc.record({
  group: fc.integer({ min: 0, max: 31 }),
  specialty: name,
  x: name,
  y: fc.oneof(name, fc.constant('')),
  counts,
});
const cells = fc.uniqueArray(cell, {
  selector: ({ group, specialty, x, y }) => [group, specialty, x, y].join('#'),
});

describe('the cells file', () => {
  it('contains every count that the audit uses: the audit of the decoded cells is the same', async () => {
    const body = await cellsFileOf(INPUT.cells, INPUT.settings.criteria);
    expect(audit({ ...INPUT, cells: await readBack(body) })).toEqual(audit(INPUT));
  });

  it('restores any cells, with any names and counts', async () => {
    await fc.assert(
      fc.asyncProperty(cells, async (written) => {
        const read = await readBack(await cellsFileOf(written, CRITERIA), CRITERIA);
        expect(new Set(read)).toEqual(new Set(written));
      }),
    );
  });

  it('has the same bytes for any order of cells, and leaves out cells without counts', async () => {
    const turned = INPUT.cells
      .toReversed()
      .map((one) => ({ ...one, counts: new Map([...one.counts].reverse()) }));
    const nothing = { group: 0, specialty: 's', x: 'a', y: 'b', counts: new Map([['w1', 0]]) };
    expect(await cellsFileOf([...turned, nothing], INPUT.settings.criteria)).toEqual(
      await cellsFileOf(INPUT.cells, INPUT.settings.criteria),
    );
  });

  it('has the same bytes if groups are written one after another', async () => {
    const writer = cellsWriter(INPUT.settings.criteria);
    for (let group = 0; group < GROUPS; group++)
      await writer.write([...INPUT.cells].filter((one) => one.group === group));
    expect(await writer.end()).toEqual(await cellsFileOf(INPUT.cells, INPUT.settings.criteria));
  });

  it('contains no name of a clinician or of an operating system', async () => {
    const body = await cellsFileOf(INPUT.cells, INPUT.settings.criteria);
    for (const { clinician } of INPUT.participants)
      expect(gunzipSync(body).toString()).not.toContain(clinician);
    expect([...body.subarray(4, 8), body[9]]).toEqual([0, 0, 0, 0, 255]);
  });

  it('fits its published schema', async () => {
    for (const line of linesOf(await cellsFileOf(INPUT.cells, INPUT.settings.criteria)))
      expect(publishedCell.parse(JSON.parse(line))).toEqual(JSON.parse(line));
  });

  const line = '{"group":3,"specialty":"s","x":"a","y":"b","votes":{"tie":1}}';
  it.each([
    [
      'a field that is no count',
      ['{"group":3,"specialty":"s","x":"a","y":"b","votes":{"draw":1}}'],
      'line 1: votes.draw',
    ],
    [
      'a criterion that the study does not count',
      [line, '{"group":4,"specialty":"s","x":"a","y":"b","xAnswers":{"scores":{"charm":[1,0,0,0,0]}}}'],
      'line 2: xAnswers.scores.charm.0',
    ],
    ['a count below zero', [line.replace('"tie":1', '"tie":-1')], 'line 1: votes.tie must be a whole number'],
    ['a count of zero', [line.replace('"tie":1', '"tie":0')], 'line 1: it differs from the form'],
    ['a cell twice', [line, line], 'line 2: lines must be in order, each once'],
    ['no such group', [line.replace('3', '32')], 'line 1: group must be'],
    ['no model', [line.replace('"a"', 'null')], 'line 1: specialty, x and y'],
    ['a value that is not an object', ['[1]'], 'line 1: '],
    ['a text that is not JSON', ['nonsense'], 'line 1: it is not JSON'],
    [
      'structure without end',
      [`{"group":3,"specialty":"s","x":"a","y":"b","votes":${'['.repeat(5000)}${']'.repeat(5000)}}`],
      'line 1: votes.0',
    ],
  ])('is refused with %s', async (_, lines, message) => {
    await expect(readBack(packed(...lines))).rejects.toThrow(message);
  });

  it('is refused if it is truncated', async () => {
    await expect(readBack(gzipSync(line))).rejects.toThrow('the last line has no end');
    await expect(readBack(packed(line).subarray(0, -4))).rejects.toThrow();
  });
});
