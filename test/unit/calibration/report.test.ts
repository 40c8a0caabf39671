import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Sums } from '../../../calibration/estimate.ts';
import { Records } from '../../../calibration/records.ts';
import { tables } from '../../../calibration/report/index.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'report-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Records of 400 studies, of which some have an error. */
function recorded(label: string, code: string, measure: string, errors: number): Records {
  const records = new Records(join(directory, label), 1);
  const sums: Sums = [400, errors, 400, errors, errors, 400];
  const measures = new Map<string, Sums>([[measure, sums]]);
  records.add({ configuration: 'paper', code, variant: '', seeds: [1, 400], measures, digests: new Map() });
  return records;
}

const MEASURE = 'zones | false among confirmed';
const NAME = 'zones: false among confirmed';

/** The chapter of the tables with this heading. */
const chapter = (text: string, heading: string): string =>
  text.split('### ').find((part) => part.startsWith(heading))!;

it('the report shows a figure with its bound, its target and the figure of older code', () => {
  const records = recorded('current', 'c1', MEASURE, 4);
  const baseline = recorded('baseline', 'c0', MEASURE, 100);
  const text = tables({ records, baseline, versionOf: () => 'c1' });
  expect(chapter(text, 'Paper')).toContain(`| ${NAME} | 1.0 | ≤ 2.3 | ≤ 5 | yes |  | 25.0 (21.5 to 28.8) |`);
  expect(chapter(text, 'Targets that are not met')).toContain('None of the measured ones.');
  expect(chapter(text, 'Stale and missing')).toContain('- *paper*: 400 of 500 studies');
});

it('the report lists a target that is not met', () => {
  const records = recorded('current', 'c1', MEASURE, 40);
  const text = tables({ records, baseline: new Records(join(directory, 'none'), 1), versionOf: () => 'c1' });
  expect(chapter(text, 'Targets that are not met')).toContain(`| paper | ${NAME} | 10.0 |`);
  expect(chapter(text, 'Targets, each')).toContain('**no**');
});

it('the report names records that other code measured', () => {
  const records = recorded('current', 'c1', MEASURE, 4);
  const text = tables({ records, baseline: records, versionOf: () => 'c2' });
  expect(chapter(text, 'Stale and missing')).toContain('*paper* was measured with other code');
});

it('the report names records of earlier code that the present code confirmed', () => {
  const records = recorded('current', 'c1', MEASURE, 4);
  records.confirm('paper', 'c2');
  const text = tables({ records, baseline: records, versionOf: () => 'c2' });
  expect(chapter(text, 'Stale and missing')).not.toContain('other code');
  expect(chapter(text, 'Records of earlier code')).toContain('the first 5 studies of each variant: *paper*.');
});
