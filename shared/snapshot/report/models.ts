import { type NoGoZone, noGoZonesOf, otherFindings } from '../../audit/no-go-zones.ts';
import type { FailureRate, RankingRow, Snapshot, Zone } from '../../contracts/snapshot.ts';
import { byCodeUnit } from '../../judgments/register.ts';
import { fitted } from './format.ts';
import { type Html, html, name, shortName } from './html.ts';
import { COMPOSITE } from './lookup.ts';

/** Colours that models take in turn; the style defines them, dark and light. */
export const COLOURS = 12;

/** A model as every part of the report shows it. */
export interface Model {
  readonly name: string;
  /** Stands for the model in markup and charts, where a name from outside has no business, as `m3`. */
  readonly key: string;
  /** The same in all charts. Colours recur, so the place stands beside them. */
  readonly colour: string;
  /** Null where the votes give it no place. */
  readonly ranked: RankingRow | null;
  /** How often its answers are unsafe, over all specialties. */
  readonly unsafe: FailureRate | null;
  /** Its no-go zones by specialty. */
  readonly noGo: ReadonlyMap<string, NoGoZone>;
  /** Findings on criteria that are not safety-critical. */
  readonly otherFindings: readonly Zone[];
}

/** Models in the order of the overall ranking, then those not ranked. Colours go by name, whatever the ranking. */
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
    colour: `var(--m${order.get(name)! % COLOURS})`,
    ranked: ranked.get(name) ?? null,
    unsafe: unsafe.get(name) ?? null,
    noGo: new Map((noGo.get(name) ?? []).map((zone) => [zone.specialty, zone])),
    otherFindings: others.get(name) ?? [],
  }));
}

/** The model's place by preference; a dash where it has none. */
export const placeOf = ({ ranked }: Model): string => (ranked === null ? '–' : String(ranked.rank));

/** The model on one line of a chart: its place, and what has room of its name. */
export const labelled = (model: Model, pixels: number, fontSize: number): string =>
  fitted(`${placeOf(model)} ${model.name}`, pixels, fontSize);

/** The model's place in its colour, as in the charts. */
export const badge = (model: Model): Html =>
  html`<span class="badge c${Number(model.key.slice(1)) % COLOURS}">${placeOf(model)}</span>`;

/** The model in a table: its badge and name. */
export const modelCell = (model: Model): Html => html`${badge(model)} ${name(model.name)}`;

export const shortModelCell = (model: Model, length: number): Html =>
  html`${badge(model)} ${shortName(model.name, length)}`;
