import type { LedgerQuality } from '../../contracts/index.ts';
import type { LedgerRow } from '../../ledger/index.ts';
import { byCodeUnit } from '../../lib/index.ts';

/** Maximum number of listed versions, those with most judgments first. A study has a handful per model. */
const MAX_LISTED_VERSIONS = 1000;

type ModelVersion = NonNullable<LedgerQuality['versions']>[number];
/** The versions by model and version. */
type Versions = Map<string, Map<string | null, Writable<ModelVersion>>>;
type Writable<T> = { -readonly [Field in keyof T]: T[Field] };

/** The versions of the models that were judged, with the number and the days of their judgments. */
export class ModelVersions {
  readonly #groups = new Map<number, Versions>();

  /** Starts or restarts a group of clinicians. Returns a function that takes the judgments of the group. */
  begin(group: number, nameOf: (spelling: string) => string): (entry: LedgerRow['entry']) => void {
    const versions: Versions = new Map();
    this.#groups.set(group, versions);
    return ({ judgment, at }) => {
      const { comparison, scores } = judgment;
      const day = dayOf(at);
      const count = (spelling: string) =>
        add(versions, {
          ...{ model: nameOf(spelling), version: judgment.versions.get(spelling)?.value ?? null },
          ...{ judgments: 1, first: day, last: day },
        });
      if (comparison) {
        count(comparison.value.first);
        count(comparison.value.second);
      } else for (const spelling of scores.keys()) count(spelling);
    };
  }

  /** All versions, by model and then the most judged first. Undefined if no judgment names a version. */
  list(): ModelVersion[] | undefined {
    const all: Versions = new Map();
    for (const versions of this.#groups.values())
      for (const ofModel of versions.values()) for (const one of ofModel.values()) add(all, one);
    const list = [...all.values()].flatMap((ofModel) => [...ofModel.values()]);
    if (list.every(({ version }) => version === null)) return undefined;
    const most = (a: ModelVersion, b: ModelVersion) =>
      b.judgments - a.judgments || byCodeUnit(a.version ?? '', b.version ?? '');
    return list
      .sort((a, b) => most(a, b) || byCodeUnit(a.model, b.model))
      .slice(0, MAX_LISTED_VERSIONS)
      .sort((a, b) => byCodeUnit(a.model, b.model) || most(a, b));
  }
}

/** The day of a time in UTC. Most times are in UTC already, and dates take ten times as long. */
const dayOf = (at: string): string => (at.endsWith('Z') ? at : new Date(at).toISOString()).slice(0, 10);

function add(versions: Versions, { model, version, judgments, first, last }: ModelVersion): void {
  let ofModel = versions.get(model);
  if (ofModel === undefined) {
    ofModel = new Map();
    versions.set(model, ofModel);
  }
  const held = ofModel.get(version);
  if (held === undefined) {
    ofModel.set(version, { model, version, judgments, first, last });
    return;
  }
  held.judgments += judgments;
  if (first < held.first) held.first = first;
  if (last > held.last) held.last = last;
}
