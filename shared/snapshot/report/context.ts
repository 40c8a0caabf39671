import type { Snapshot, Zone } from '../../contracts/snapshot.ts';
import { byCodeUnit } from '../../judgments/register.ts';
import type { SnapshotMeta } from '../manifest.ts';
import type { Operations } from '../operations.ts';
import { type Model, modelsOf } from './models.ts';
import { type Paths, pathsOf } from './paths.ts';
import { counting, type Show, showing } from './traced.ts';

/** What the sections of a report are made from, looked up once. */
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
  /** Specialties with a vote or a rating, in the order of their names. */
  readonly specialties: readonly string[];
  /** Specialties that the protocol lists and that have neither yet. */
  readonly emptySpecialties: readonly string[];
  /** Stands for a specialty in markup and charts, as `s7`. */
  readonly specialtyKey: (specialty: string) => string;
  /** Counts objects of `snapshot.json`. */
  readonly counted: ReturnType<typeof counting>;
  /** Stands for a criterion in markup, as `c2`; the composite is `cx`. */
  readonly criterionKey: (criterion: string) => string;
  /**
   * The state of a model in a specialty: confirmed where any zone of what safety rests on is, else that of unsafe answers.
   */
  readonly stateIn: (unsafe: Zone) => Zone['state'];
  /** Zones of one criterion and level. */
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
  const zones = Map.groupBy(audit.zones, ({ criterion, level }) => `${level}#${criterion}`);
  return {
    audit,
    operations,
    meta,
    paths,
    show: showing(paths, 'data-path'),
    showOperations: showing(pathsOf(operations), 'data-operations'),
    counted: counting(paths),
    models,
    model: (name) => byName.get(name)!,
    specialties: used,
    emptySpecialties: empty,
    specialtyKey: (specialty) => keys.get(specialty)!,
    criterionKey: (criterion) => {
      const index = audit.protocol.criteria.findIndex(({ id }) => id === criterion);
      return index < 0 ? 'cx' : `c${index}`;
    },
    stateIn: ({ model, specialty, state }) => (byName.get(model)!.nogo.has(specialty) ? 'confirmed' : state),
    zonesBy: (criterion, level) => zones.get(`${level}#${criterion}`) ?? [],
  };
}
