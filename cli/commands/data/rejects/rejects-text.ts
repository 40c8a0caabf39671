import { several, stringifyJson } from '../../../../shared/lib/index.ts';
import { count, plain } from '../../../command-line/terminal.ts';
import type { FoundReject } from './read-rejects.ts';

/** Rejects of the same fault. */
interface Fault {
  readonly first: FoundReject;
  readonly last: string;
  readonly times: number;
}

const MAX_FAULTS = 50;

/** The faults with their counts, the most frequent first. Rejects with the same reason, field and message are one fault. */
export function rejectsText(rejects: readonly FoundReject[]): string {
  const faults = faultsOf(rejects);
  const shown = faults
    .slice(0, MAX_FAULTS)
    .flatMap(({ first, last, times }) => [
      `${count(times)} × ${plain(first.reason)}${first.field === '' ? '' : ` in ${plain(first.field)}`}, last at ${last.slice(0, 19)}Z`,
      `  ${plain(first.message)}`,
      `  ${times === 1 ? 'At' : 'The first at'}: ${plain(first.place)}`,
    ]);
  const rest = faults.length - MAX_FAULTS;
  return [
    ...shown,
    ...(rest > 0 ? [`… and ${several(rest, 'other fault')}; --json prints all rejects`] : []),
    '',
    `${several(rejects.length, 'event')} not counted. Correct the events, and send them again, or use \`primum resend\`.`,
  ].join('\n');
}

function faultsOf(rejects: readonly FoundReject[]): Fault[] {
  const groups = Map.groupBy(rejects, ({ reason, field, message }) =>
    JSON.stringify([reason, field, message]),
  );
  return [...groups.values()]
    .map((all) => ({ first: all[0]!, last: all.at(-1)!.at, times: all.length }))
    .sort((a, b) => b.times - a.times);
}

/** One reject on one line, for a run that follows new rejects. */
export const rejectLine = ({ at, reason, field, message, place }: FoundReject): string =>
  plain(`${at.slice(11, 19)} ${reason}${field === '' ? '' : ` in ${field}`}: ${message} (${place})`);

/** One reject as JSON on one line. Rows are from outside, so characters that a terminal obeys are escaped. */
export const rejectJson = (reject: FoundReject): string =>
  stringifyJson(reject).replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
