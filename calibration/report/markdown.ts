import type { Estimate } from './estimate.ts';

export const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, at) => (at === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|ρ|', '\\|ρ\\|')).join(' | ')} |`)
    .join('\n');

const number = (share: number): string => (100 * share).toFixed(1);

/** A share in percent with half the width of its Monte-Carlo interval: `94.6 ± 0.3`. */
export const percentWithError = (found: Estimate | null): string =>
  found ? `${number(found.value)} ± ${number((found.upper - found.lower) / 2)}` : '–';

/** A share in percent with its upper Monte-Carlo bound: `1.2 (≤ 2.3)`. */
const atMost = (found: Estimate | null): string =>
  found ? `${number(found.value)} (≤ ${number(Math.min(1, found.upper))})` : '–';

/** Bold if the Monte-Carlo interval lies outside of [low, high]. */
export const judged = (text: string, found: Estimate | null, low: number, high: number): string =>
  found && (found.upper < low || found.lower > high) ? `**${text}**` : text;

/** Bold if the figure itself is above the limit; marked `?` if only its upper Monte-Carlo bound is. */
export function percentWithLimit(found: Estimate | null, limit: number): string {
  if (!found) return '–';
  const text = atMost(found);
  return found.value > limit ? `**${text}**` : found.upper > limit ? `${text} ?` : text;
}
