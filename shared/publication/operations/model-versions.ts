import type { LedgerQuality } from '../../contracts/index.ts';
import type { LedgerRow } from '../../ledger/index.ts';
import { byCodeUnit } from '../../lib/index.ts';

/** Maximum number of listed versions, those with most judgments first. A study has a handful per model. */
const MAX_LISTED_VERSIONS = 1000;

type ModelVersion = NonNullable<LedgerQuality['versions']>[number];

/** The versions of the models that were judged, with the number and the days of their judgments. */
export class ModelVersions {
  readonly #groups = new Map<number, Map<string, ModelVersion>>();

  /** Starts or restarts a group of clinicians. Returns a function that takes the judgments of the group. */
  begin(group: number, nameOf: (spelling: string) => string): (entry: LedgerRow['entry']) => void {
    const versions = new Map<string, ModelVersion>();
    this.#groups.set(group, versions);
    return ({ judgment, at }) => {
      const { comparison, scores } = judgment;
      const judged = comparison ? [comparison.value.first, comparison.value.second] : [...scores.keys()];
      const day = new Date(at).toISOString().slice(0, 10);
      for (const spelling of judged) {
        const version = judgment.versions.get(spelling)?.value ?? null;
        add(versions, { model: nameOf(spelling), version, judgments: 1, first: day, last: day });
      }
    };
  }

  /** All versions, by model and then the most judged first. Undefined if no judgment names a version. */
  list(): ModelVersion[] | undefined {
    const all = new Map<string, ModelVersion>();
    for (const versions of this.#groups.values()) for (const one of versions.values()) add(all, one);
    const list = [...all.values()];
    if (list.every(({ version }) => version === null)) return undefined;
    const most = (a: ModelVersion, b: ModelVersion) =>
      b.judgments - a.judgments || byCodeUnit(a.version ?? '', b.version ?? '');
    return list
      .sort((a, b) => most(a, b) || byCodeUnit(a.model, b.model))
      .slice(0, MAX_LISTED_VERSIONS)
      .sort((a, b) => byCodeUnit(a.model, b.model) || most(a, b));
  }
}

function add(versions: Map<string, ModelVersion>, one: ModelVersion): void {
  // `#` cannot occur in a name.
  const key = `${one.model}#${one.version ?? ''}`;
  const held = versions.get(key);
  versions.set(
    key,
    held
      ? {
          ...one,
          judgments: held.judgments + one.judgments,
          first: held.first < one.first ? held.first : one.first,
          last: held.last > one.last ? held.last : one.last,
        }
      : one,
  );
}
