import type { Fates } from '../../test/support/fault-proxy.ts';
import { FAULTS, type Fault } from '../../test/support/faults/wording.ts';
import type { Finding } from './check.ts';
import { SITES } from './sites.ts';

/** One part of the suite, with its figures. */
export interface Part {
  readonly name: string;
  readonly findings: readonly Finding[];
  readonly faults: number;
  readonly remark: string;
}

const WORDS: Readonly<Record<Fault, string>> = {
  failBefore: 'fails before',
  failAfter: 'answer lost',
  garbage: 'garbage',
  conflict: 'conflict',
  throttle: 'throttled',
  stall: 'slow',
};

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
const count = (number: number): string => number.toLocaleString('en-GB');
const sum = (findings: readonly Finding[], value: (finding: Finding) => number): number =>
  findings.reduce((total, finding) => total + value(finding), 0);

/** A table with events, faults, and lost and doubled counts per part. */
export const partsTable = (parts: readonly Part[]): string =>
  [
    row([
      'scenario',
      'studies',
      'events',
      'faults injected',
      'counts lost',
      'counts doubled',
      'otherwise wrong',
      '',
    ]),
    row(['---', '---:', '---:', '---:', '---:', '---:', '---:', '---']),
    ...parts.map(({ name, findings, faults, remark }) =>
      row([
        ...[name, findings.length, count(sum(findings, ({ events }) => events)), count(faults)],
        ...[sum(findings, ({ lost }) => lost), sum(findings, ({ doubled }) => doubled)],
        ...[sum(findings, ({ wrong }) => wrong.length), remark],
      ]),
    ),
  ].join('\n');

/** A table with injected faults per site. A dash means that the service has no such fault for the call. */
export const sitesTable = (fates: ReadonlyMap<string, Fates>): string =>
  [
    row(['call', ...FAULTS.map((fault) => WORDS[fault])]),
    row(['---', ...FAULTS.map(() => '---:')]),
    ...SITES.map(({ name, faults }) =>
      row([name, ...FAULTS.map((fault) => (faults.includes(fault) ? (fates.get(name)?.[fault] ?? 0) : '–'))]),
    ),
  ].join('\n');
