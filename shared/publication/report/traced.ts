import type { NoGoZone } from '../../audit/index.ts';
import { count, decimalPercent, percentInterval } from '../../lib/index.ts';
import { type Html, html } from './html.ts';
import { fieldPath, type Paths } from './paths.ts';

/**
 * Shows a value of a published file so that readers can find it there. The `data-path` of the element is the path of
 * the value.
 *
 * @param of an object of the file itself, not a copy
 * @throws if the object does not belong to the file
 * @see docs/decisions/0070-a-report-that-shows-its-sources.md
 */
export type Show = <T extends object, K extends keyof T & string>(
  of: T,
  key: K,
  format: (value: T[K]) => string,
) => Html;

/** @param attribute `data-path` for `snapshot.json`, `data-operations` for `operations.json` */
export const showing =
  (paths: Paths, attribute: 'data-path' | 'data-operations'): Show =>
  (of, key, format) =>
    html`<span ${attribute}="${fieldPath(pathIn(paths, of), key)}">${format(of[key])}</span>`;

/** The path of an object. @throws if the object does not belong to the file */
export function pathIn(paths: Paths, of: object): string {
  const path = paths.get(of);
  if (path === undefined) throw new Error('The report shows a figure that is not in the published file');
  return path;
}

/** Shows the number of some objects of `snapshot.json`, with their paths. */
export const counting =
  (paths: Paths) =>
  (items: readonly object[], format: (value: number) => string = count): Html =>
    html`<span data-count="${items.map((item) => pathIn(paths, item)).join(' ')}">${format(items.length)}</span>`;

/** Shows the number of no-go zones, with the path of one finding of each. */
export const countingZones =
  (paths: Paths) =>
  (zones: readonly NoGoZone[]): Html =>
    counting(paths)(zones.map(({ findings }) => findings[0]!));

/** Shows a rate of `snapshot.json`, with its interval if there is one. */
export const rate = (
  show: Show,
  of: { readonly rate: number | null; readonly interval: [number, number] | null },
): Html =>
  of.interval === null
    ? show(of, 'rate', decimalPercent)
    : html`${show(of, 'rate', decimalPercent)} <small>${show(of, 'interval', percentInterval)}</small>`;
