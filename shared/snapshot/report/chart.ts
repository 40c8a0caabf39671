import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { type Html, html, raw } from './html.ts';

/** Colours are those of the page, so that a chart is dark where the page is. */
const CONFIG: NonNullable<TopLevelSpec['config']> = {
  aria: false,
  background: 'transparent',
  font: 'inherit',
  view: { stroke: null },
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

/** Draws a Vega-Lite chart as an SVG element. Names may be in its data, never in its fields or expressions. */
async function svgOf(spec: TopLevelSpec): Promise<string> {
  const { spec: compiled } = compile({ ...spec, config: CONFIG });
  const view = new vega.View(vega.parse(compiled), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/**
 * A chart with its caption.
 * @param described what the picture shows, for who cannot see it
 */
export async function chart(spec: TopLevelSpec, described: string, caption: Html): Promise<Html> {
  const svg = await svgOf(spec);
  return html`<figure><div class="scroll" role="img" aria-label="${described}">${raw(svg)}</div><figcaption>${caption}</figcaption></figure>`;
}
