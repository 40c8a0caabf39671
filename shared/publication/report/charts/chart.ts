import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { type Html, html, raw } from '../html.ts';

/** Colours and type are those of the page, so that charts follow its dark mode. Each chart sets its own margins. */
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

/** Width in pixels below which the page shows the narrow drawing of a chart. The style sheet has the same limit. */
export const NARROW = 350;

/** Draws a Vega-Lite chart as an SVG element. Names may occur in its data, but never in its fields or expressions. */
export async function svgOf(spec: TopLevelSpec): Promise<string> {
  const { spec: compiled } = compile({ ...spec, config: CONFIG });
  const view = new vega.View(vega.parse(compiled), { renderer: 'none' });
  try {
    return tidied(await view.toSVG());
  } finally {
    view.finalize();
  }
}

/** The key of a mark: the keys of models and specialties, and the path of the object in `snapshot.json`. */
export const markKey = (path: string, ...keys: string[]): string => [...keys, path].join(' ');

const KEYED = / aria-label="((?:[ms]\d+ )*)([\w.[\]]*)" role="[^"]*" aria-roledescription="[^"]*"/g;

/**
 * Turns the descriptions of marks into attributes that a script can find. Rounds positions to hundredths of a pixel,
 * and removes properties that the page defines. It changes only tags, which contain no text from outside.
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
  /** The drawing for a phone. Without it, the wide drawing scrolls. */
  readonly narrow?: TopLevelSpec;
}

/**
 * A chart with its caption.
 * @param described describes the picture for blind readers, and names the table with the figures
 */
export async function chart({ wide, narrow }: Drawings, described: string, caption: Html): Promise<Html> {
  const drawing = async (spec: TopLevelSpec, className: string) =>
    html`<div class="${className}"><div role="img" aria-label="${described}">${raw(await svgOf(spec))}</div></div>`;
  return narrow
    ? html`<figure>${await drawing(wide, 'wide')}${await drawing(narrow, 'narrow')}<figcaption>${caption}</figcaption></figure>`
    : html`<figure><div class="scroll" tabindex="0" role="group" aria-label="A chart that may be wider than the page">${await drawing(wide, 'whole')}</div><figcaption>${caption}</figcaption></figure>`;
}
