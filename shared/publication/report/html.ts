import { html } from 'hono/html';
import { count, short, visible } from '../../lib/index.ts';
import { MADE_UP, MADE_UP_NOTE } from '../made-up.ts';

export { html, raw } from 'hono/html';

/** Markup. Strings are escaped when they are inserted. */
export type Html = ReturnType<typeof html>;

/** A name from outside, isolated from the direction of the surrounding text. */
export const name = (text: string): Html => html`<bdi>${visible(text)}</bdi>`;

/** A shortened name for narrow places. Its tooltip shows the whole name. */
export const shortName = (text: string, length: number): Html =>
  html`<bdi title="${visible(text)}">${short(text, length)}</bdi>`;

/** The tag after the title of a study with made-up data. */
export const madeUpTag = (): Html => html`<span class="tag made-up">${MADE_UP}</span>`;

/** The full note on made-up data. Printed pages repeat it in their margins. */
export const madeUpBanner = (): Html =>
  html`<p class="made-up banner" role="note"><strong>${MADE_UP_NOTE}</strong></p>`;

/** A tag after the title of a study, such as “Post hoc”. */
export const settingsTag = (label: string): Html => html`<span class="tag settings">${label}</span>`;

/** A section of the page with its heading. */
export const section = (id: string, title: string, ...content: Html[]): Html =>
  html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${content}</section>`;

export interface Column {
  readonly title: Html | string;
  /** Numbers align to the right. */
  readonly numeric?: boolean;
}

export type TableCell = Html | string;

/** The cells of a row, and the keys of its models, specialties and criteria, as in charts. */
export interface KeyedRow {
  readonly keys: string;
  readonly cells: readonly TableCell[];
}

export type TableRow = readonly TableCell[] | KeyedRow;

/** A table that scrolls horizontally on a narrow page. The first cell of a row is its heading. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly TableRow[],
  className = '',
): Html {
  const align = (index: number) => (columns[index]?.numeric ? 'n' : 't');
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="${className}">
<caption>${caption}</caption>
<thead><tr>${columns.map(({ title }, i) => html`<th scope="col" class="${align(i)}">${title}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) => html`${opened(row)}${cellsOf(row).map((content, i) =>
      i === 0
        ? html`<th scope="row" class="${align(0)}">${content}</th>`
        : html`<td class="${align(i)}">${content}</td>`,
    )}</tr>
`,
  )}</tbody></table></div>`;
}

const cellsOf = (row: TableRow): readonly TableCell[] => ('cells' in row ? row.cells : row);

const opened = (row: TableRow): Html => ('cells' in row ? html`<tr data-keys="${row.keys}">` : html`<tr>`);

/** A collapsible section (`<details>`). */
export const details = (summary: Html | string, ...content: Html[]): Html =>
  html`<details><summary>${summary}</summary>${content}</details>`;

/** A table that shows the first rows, with the others in a collapsible section. */
export function longTable(
  caption: string,
  columns: readonly Column[],
  rows: readonly TableRow[],
  atOnce: number,
): Html {
  const shown = table(caption, columns, rows.slice(0, atOnce));
  const left = rows.length - atOnce;
  if (left <= 0) return shown;
  return html`${shown}${details(`${count(left)} more`, table(caption, columns, rows.slice(atOnce)))}`;
}

/** Joins parts of a sentence with commas. */
export const listed = (parts: readonly Html[]): Html =>
  html`${parts.map((part, index) => (index === 0 ? part : html`, ${part}`))}`;

/** A list of terms with their values. */
export const facts = (entries: readonly (readonly [string, TableCell])[]): Html =>
  html`<dl>${entries.map(([term, content]) => html`<div><dt>${term}</dt><dd>${content}</dd></div>`)}</dl>`;
