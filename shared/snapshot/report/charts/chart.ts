import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { type Html, html, raw } from '../html.ts';

/** Colours and type are those of the page, so that a chart is dark where the page is. Room is where a chart says so. */
const CONFIG: NonNullable<TopLevelSpec['config']> = {
  aria: false,
  autosize: 'none',
  background: 'transparent',
  font: 'inherit',
  view: { stroke: null },
  text: { fill: 'var(--ink)', fontSize: 12, baseline: 'middle' },
  rule: { stroke: 'var(--muted)' },
  axis: {
    labelColor: 'var(--muted)',
    titleColor: 'var(--muted)',
    titleFontWeight: 'normal',
    gridColor: 'var(--line)',
    domainColor: 'var(--line)',
    tickColor: 'var(--line)',
    labelFontSize: 11,
    titleFontSize: 12,
  },
};

/** Narrower than this, a page shows the narrow drawing of a chart; the style says the same. */
export const NARROW = 350;

/** Draws a Vega-Lite chart as an SVG element. Names may be in its data, never in its fields or expressions. */
export async function svgOf(spec: TopLevelSpec): Promise<string> {
  const { spec: compiled } = compile({ ...spec, config: CONFIG });
  const view = new vega.View(vega.parse(compiled), { renderer: 'none' });
  try {
    return tidied(await view.toSVG());
  } finally {
    view.finalize();
  }
}

/** What a mark stands for: models and specialties by their keys, and the object of `snapshot.json` by its path. */
export const keyOf = (path: string, ...keys: string[]): string => [...keys, path].join(' ');

const KEYED = / aria-label="((?:[ms]\d+ )*)([\w.[\]]*)" role="[^"]*" aria-roledescription="[^"]*"/g;

/**
 * Turns the descriptions of marks, which are keys, into attributes that a script can find, rounds positions to
 * hundredths of a pixel, and drops what the page says already. Only tags are touched, and no text from outside is in one.
 */
const tidied = (svg: string): string =>
  svg.replace(/<[^>]+>/g, (tag) =>
    tag
      .replace(KEYED, (_, keys: string, path: string) => ` data-keys="${keys.trim()}" data-at="${path}"`)
      .replace(/ role="graphics-[^>]*?aria-roledescription="[^"]*"/, '')
      .replaceAll(' font-family="inherit"', '')
      .replace(/ xmlns[:a-z]*="[^"]*"/g, '')
      .replace(/\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2)))),
  );

export interface Drawings {
  readonly wide: TopLevelSpec;
  /** For a phone; where there is none, the wide one scrolls. */
  readonly narrow?: TopLevelSpec;
}

/**
 * A chart with its caption.
 * @param described what the picture shows, for who cannot see it: where the figures are comes after it
 */
export async function chart({ wide, narrow }: Drawings, described: string, caption: Html): Promise<Html> {
  const drawing = async (spec: TopLevelSpec, className: string) =>
    html`<div class="${className}"><div role="img" aria-label="${described}">${raw(await svgOf(spec))}</div></div>`;
  return narrow
    ? html`<figure>${await drawing(wide, 'wide')}${await drawing(narrow, 'narrow')}<figcaption>${caption}</figcaption></figure>`
    : html`<figure><div class="scroll" tabindex="0" role="group" aria-label="A chart that may be wider than the page">${await drawing(wide, 'whole')}</div><figcaption>${caption}</figcaption></figure>`;
}
