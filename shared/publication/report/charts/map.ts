import type { TopLevelSpec } from 'vega-lite';
import type { Zone } from '../../../contracts/index.ts';
import { several, wholePercent } from '../../../lib/index.ts';
import type { Context } from '../context.ts';
import { type Html, html } from '../html.ts';
import { labelled } from '../models.ts';
import { pathIn } from '../traced.ts';
import { STATES, zoneCount } from '../zone-mark.ts';
import { chart, markKey } from './chart.ts';
import { fitted } from './fitted.ts';
import { asIs, KEY, KEYED, pixels } from './marks.ts';

/** The colours of a field and of its mark. */
const FIELD: Readonly<Record<Zone['state'], { fill: string; ink: string }>> = {
  confirmed: { fill: 'var(--danger)', ink: 'var(--paper)' },
  suspected: { fill: 'var(--warn-bg)', ink: 'var(--warn)' },
  'below tolerance': { fill: 'var(--quiet-bg)', ink: 'var(--ok)' },
  cleared: { fill: 'var(--ok-bg)', ink: 'var(--ok)' },
  indeterminate: { fill: 'var(--quiet-bg)', ink: 'var(--muted)' },
  insufficient: { fill: 'none', ink: 'var(--muted)' },
};

/** Widths in pixels: the whole drawing, the names of models, and the narrowest field in which a rate fits. */
const ACROSS = 960;
const NAMES = 150;
const HEADS = 150;
const ROOM_FOR_RATE = 38;

/** A field per model and specialty, with the colour and mark of its state. */
export async function mapChart(context: Context): Promise<Html> {
  const { models, specialties, fields } = context;
  const noGo = fields.filter((field) => field.noGo !== null).length;
  return chart(
    { wide: drawing(context) },
    `${several(models.length, 'model')} by ${several(specialties.length, 'specialty', 'specialties')}, with ${zoneCount(noGo)}. The figures are in tables below.`,
    html`Each row is a model, the most preferred one first. Each column is a specialty. ✖ is a no-go zone, by a finding on any
      safety-critical criterion. The other marks and the percentages refer to unsafe answers.`,
  );
}

function drawing({ models, specialties, specialtyKey, paths, fields: all }: Context): TopLevelSpec {
  const wide = Math.max(11, Math.min(66, Math.floor((ACROSS - NAMES) / specialties.length)));
  const withRates = wide >= ROOM_FOR_RATE;
  const high = withRates ? 26 : Math.max(14, wide);
  const columns = new Map(specialties.map((specialty, index) => [specialty, index * wide]));
  const lines = new Map(models.map(({ name, key }, index) => [name, { key, y: index * high }]));
  const fields = all.map(({ model, specialty, state, unsafe, noGo }) => {
    const { key, y } = lines.get(model)!;
    const x = columns.get(specialty)!;
    const known = withRates && unsafe !== null && unsafe.rate !== null && unsafe.state !== 'insufficient';
    const rate = known ? ` ${wholePercent(unsafe.rate)}` : '';
    const { fill, ink } = FIELD[state];
    const hidden = state === 'insufficient' && !withRates;
    return {
      key: markKey(pathIn(paths, unsafe ?? noGo!.findings[0]!), key, specialtyKey(specialty)),
      x,
      right: x + wide - 1,
      y,
      bottom: y + high - 1,
      middle: x + (wide - 1) / 2,
      line: y + high / 2,
      text: hidden ? '' : `${STATES[state].mark}${rate}`,
      fill,
      ink,
    };
  });
  const mark = { type: 'text', fontSize: withRates ? 11 : 9, baseline: 'middle' } as const;
  return {
    width: specialties.length * wide,
    height: models.length * high,
    padding: { left: NAMES, right: withRates ? 60 : 30, top: 130, bottom: 4 },
    layer: [
      {
        data: { values: fields },
        mark: { type: 'rect', ...KEYED },
        encoding: {
          x: pixels('x'),
          x2: { field: 'right' },
          y: pixels('y'),
          y2: { field: 'bottom' },
          fill: asIs('fill'),
          description: KEY,
        },
      },
      {
        data: { values: fields.filter(({ text }) => text !== '') },
        mark,
        encoding: { x: pixels('middle'), y: pixels('line'), text: { field: 'text' }, fill: asIs('ink') },
      },
      {
        data: {
          values: models.map((model, index) => ({
            label: labelled(model, NAMES - 10, 11),
            y: (index + 0.5) * high,
          })),
        },
        mark: { ...mark, fontSize: 11, align: 'right' },
        encoding: { x: { value: -6 }, y: pixels('y'), text: { field: 'label' } },
      },
      {
        data: {
          values: specialties.map((specialty, index) => ({
            label: fitted(specialty, HEADS, 11),
            x: index * wide + wide / 2,
          })),
        },
        mark: { ...mark, fontSize: withRates ? 11 : 10, align: 'left', angle: withRates ? -50 : -90 },
        encoding: { x: pixels('x'), y: { value: -6 }, text: { field: 'label' } },
      },
    ],
  };
}
