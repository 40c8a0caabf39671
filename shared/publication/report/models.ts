import { type NoGoZone, noGoZonesOf, otherFindings } from '../../audit/index.ts';
import {
  COMPOSITE,
  type FailureRate,
  type RankingRow,
  type Snapshot,
  type Zone,
} from '../../contracts/index.ts';
import { byCodeUnit } from '../../lib/index.ts';
import { fitted } from './charts/fitted.ts';
import { type Html, html, name, shortName } from './html.ts';

/** Number of colours for models. The style sheet defines them for dark and light pages. */
export const MODEL_COLOURS = 12;

/** A model in the form that all parts of the report use. */
export interface Model {
  readonly name: string;
  /** The key of the model in markup and charts, for example `m3`. Names from outside are not allowed there. */
  readonly key: string;
  /** The colour of the model in all charts. Colours repeat, so the rank is always shown with them. */
  readonly colour: string;
  /** Null if the votes do not rank the model. */
  readonly ranked: RankingRow | null;
  /** The rate of unsafe answers over all specialties. */
  readonly unsafe: FailureRate | null;
  /** The no-go zones of the model by specialty. */
  readonly noGo: ReadonlyMap<string, NoGoZone>;
  /** Findings on criteria that are not safety-critical. */
  readonly otherFindings: readonly Zone[];
}

/**
 * Models in the order of the overall ranking, followed by unranked models. Colours are assigned by name, independently
 * of the ranking.
 */
export function modelsOf(audit: Snapshot): Model[] {
  const { rows, notRanked } = audit.leaderboard.overall;
  const overall = audit.failureRates.filter(
    ({ specialty, criterion, level }) => specialty === null && criterion === COMPOSITE && level === 'failure',
  );
  const unsafe = new Map(overall.map((rate) => [rate.model, rate]));
  const ranked = new Map(rows.map((row) => [row.model, row]));
  const noGo = Map.groupBy(noGoZonesOf(audit), ({ model }) => model);
  const others = Map.groupBy(otherFindings(audit), ({ model }) => model);
  const names = [...new Set([...rows, ...notRanked, ...audit.failureRates].map(({ model }) => model))];
  const order = new Map(names.toSorted(byCodeUnit).map((name, index) => [name, index]));
  return names.map((name) => ({
    name,
    key: `m${order.get(name)}`,
    colour: `var(--m${order.get(name)! % MODEL_COLOURS})`,
    ranked: ranked.get(name) ?? null,
    unsafe: unsafe.get(name) ?? null,
    noGo: new Map((noGo.get(name) ?? []).map((zone) => [zone.specialty, zone])),
    otherFindings: others.get(name) ?? [],
  }));
}

/** The model's rank by preference, or a dash without a rank. */
export const rankText = ({ ranked }: Model): string => (ranked === null ? '–' : String(ranked.rank));

/** The label of a model in a chart: its rank, and its name shortened to the available width. */
export const labelled = (model: Model, pixels: number, fontSize: number): string =>
  fitted(`${rankText(model)} ${model.name}`, pixels, fontSize);

/** The model's rank on its colour, as in the charts. */
export const badge = (model: Model): Html =>
  html`<span class="badge c${Number(model.key.slice(1)) % MODEL_COLOURS}">${rankText(model)}</span>`;

/** The model in a table: its badge and name. */
export const modelCell = (model: Model): Html => html`${badge(model)} ${name(model.name)}`;

export const shortModelCell = (model: Model, length: number): Html =>
  html`${badge(model)} ${shortName(model.name, length)}`;
