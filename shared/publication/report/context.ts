import { type NoGoZone, zoneKey } from '../../audit/index.ts';
import { COMPOSITE, type Operations, type Snapshot, type Zone } from '../../contracts/index.ts';
import { byCodeUnit, several } from '../../lib/index.ts';
import type { SnapshotMeta } from '../manifest.ts';
import { type Model, modelsOf } from './models.ts';
import { type Paths, pathsOf } from './paths.ts';
import { counting, countingZones, type Show, showing } from './traced.ts';

/** A model in a specialty, for the map and the sheets. */
export interface SheetCell {
  readonly model: string;
  readonly specialty: string;
  /** Confirmed if any finding makes this a no-go zone, otherwise the state of unsafe answers. */
  readonly state: Zone['state'];
  /** The result on unsafe answers. Null if no answer was rated completely. */
  readonly unsafe: Zone | null;
  readonly noGo: NoGoZone | null;
}

/** The inputs of all sections of a report. Lookups are done once. */
export interface Context {
  readonly audit: Snapshot;
  readonly operations: Operations;
  readonly meta: SnapshotMeta;
  readonly paths: Paths;
  /** Shows a value of `snapshot.json`. */
  readonly show: Show;
  /** Shows a value of `operations.json`. */
  readonly showOperations: Show;
  /** In the order of the overall ranking. */
  readonly models: readonly Model[];
  readonly model: (name: string) => Model;
  /** Specialties with votes or ratings, in the order of their names. */
  readonly specialties: readonly string[];
  /** Specialties in the protocol that have no votes and no ratings yet. */
  readonly emptySpecialties: readonly string[];
  /** The key of a specialty in markup and charts, for example `s7`. */
  readonly specialtyKey: (specialty: string) => string;
  /** Counts objects of `snapshot.json`. */
  readonly counted: ReturnType<typeof counting>;
  /** Counts no-go zones. */
  readonly countedZones: ReturnType<typeof countingZones>;
  /** The key of a criterion in markup, for example `c2`. The key of the composite is `cx`. */
  readonly criterionKey: (criterion: string) => string;
  /** Every no-go zone, and every other pair of model and specialty with a result on unsafe answers. */
  readonly fields: readonly SheetCell[];
  /** Whether the model has any rating in the specialty, complete or not. */
  readonly isRated: (place: Pick<Zone, 'model' | 'specialty'>) => boolean;
  /** The words in the place of a result that is absent: it is not shown in a public edition, or does not exist. */
  readonly absence: (
    place: Pick<Zone, 'model' | 'specialty'>,
    criterion: string,
    otherwise: string,
  ) => string;
  /** The results on a criterion and level. */
  readonly zonesBy: (criterion: string, level: Zone['level']) => readonly Zone[];
}

export function contextOf(audit: Snapshot, operations: Operations, meta: SnapshotMeta): Context {
  const paths = pathsOf(audit);
  const models = modelsOf(audit);
  const byName = new Map(models.map((model) => [model.name, model]));
  const rated = new Set(audit.zones.map(({ specialty }) => specialty));
  const [used, empty] = [true, false].map((wanted) =>
    Object.entries(audit.leaderboard.bySpecialty)
      .filter(
        ([name, { rows, notRanked }]) => wanted === (rated.has(name) || rows.length + notRanked.length > 0),
      )
      .map(([name]) => name)
      .sort(byCodeUnit),
  ) as [string[], string[]];
  const keys = new Map(used.map((specialty, index) => [specialty, `s${index}`]));
  const places = new Set(audit.zones.map(zoneKey));
  const withheld = new Set(
    audit.publicEdition?.withheld.map(({ model, specialty, subject }) => `${model}#${specialty}#${subject}`),
  );
  const zones = Map.groupBy(audit.zones, ({ criterion, level }) => `${level}#${criterion}`);
  return {
    audit,
    operations,
    meta,
    paths,
    show: showing(paths, 'data-path'),
    showOperations: showing(pathsOf(operations), 'data-operations'),
    counted: counting(paths),
    countedZones: countingZones(paths),
    models,
    model: (name) => byName.get(name)!,
    specialties: used,
    emptySpecialties: empty,
    specialtyKey: (specialty) => keys.get(specialty)!,
    criterionKey: (criterion) => {
      const index = audit.protocol.criteria.findIndex(({ id }) => id === criterion);
      return index < 0 ? 'cx' : `c${index}`;
    },
    fields: fieldsOf(models, zones.get(`failure#${COMPOSITE}`) ?? []),
    isRated: (place) => places.has(zoneKey(place)),
    absence: ({ model, specialty }, criterion, otherwise) =>
      withheld.has(`${model}#${specialty}#score:${criterion}`)
        ? `not shown: fewer than ${several(audit.publicEdition!.suppressBelow, 'clinician')}`
        : otherwise,
    zonesBy: (criterion, level) => zones.get(`${level}#${criterion}`) ?? [],
  };
}

function fieldsOf(models: readonly Model[], unsafe: readonly Zone[]): SheetCell[] {
  const noGo = new Map(
    models.flatMap((model) => [...model.noGo.values()]).map((zone) => [zoneKey(zone), zone]),
  );
  const rated = new Set(unsafe.map(zoneKey));
  const alone = [...noGo.values()].filter((zone) => !rated.has(zoneKey(zone)));
  return [
    ...unsafe.map((result): SheetCell => {
      const zone = noGo.get(zoneKey(result)) ?? null;
      const { model, specialty, state } = result;
      return { model, specialty, state: zone ? 'confirmed' : state, unsafe: result, noGo: zone };
    }),
    ...alone.map(
      (zone): SheetCell => ({
        model: zone.model,
        specialty: zone.specialty,
        state: 'confirmed',
        unsafe: null,
        noGo: zone,
      }),
    ),
  ];
}
