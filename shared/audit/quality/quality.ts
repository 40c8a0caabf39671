import type { Protocol, Snapshot } from '../../contracts/index.ts';
import { lookAlikes } from '../../lib/index.ts';
import { positionBias } from '../dissociation/vote-level.ts';
import { ratedOn } from '../evidence/answers.ts';
import { coverage } from '../evidence/coverage.ts';
import { type Evidence, hasApplied, type Spelled } from '../evidence/evidence.ts';
import { entryTotal } from '../evidence/layout.ts';
import { halo, heaping } from './scoring.ts';

/** Measures the quality of the data, which readers must know before they rely on the other results. */
export function quality(
  evidence: Evidence,
  protocol: Protocol,
  { ratedAnswers }: Snapshot['totals'],
): Snapshot['quality'] {
  const { layout } = evidence;
  const all = evidence.block(null, null);
  const criteria = layout.criteria.map(({ id }, criterion) => ({
    criterion: id,
    rated: ratedOn(evidence, criterion),
    ratedAnswers,
  }));
  return {
    coverage: coverage(evidence),
    positionBias: positionBias(evidence, protocol),
    missingCriteria: criteria.filter(({ rated }) => rated === 0 || rated < ratedAnswers),
    incompleteAnswers: [layout.incomplete, layout.incompleteAlone].reduce(
      (sum, entry) => sum + entryTotal(all, entry),
      0,
    ),
    ...present('halo', halo(evidence, protocol)),
    ...present('heaping', heaping(evidence)),
    ...similarNames(evidence),
    ...appliedAliases(evidence),
  };
}

/** A field that is absent without content. */
const present = <K extends string, T>(key: K, content: T | undefined) =>
  (content === undefined ? {} : { [key]: content }) as { [key in K]?: T };

/** Names that people may have meant as one. Absent without such names, so that most snapshots stay as they were. */
function similarNames({ models, specialties }: Evidence): Pick<Snapshot['quality'], 'similarNames'> {
  const similar = [
    ...lookAlikes(models).map((names) => ({ kind: 'model' as const, names })),
    ...lookAlikes(specialties).map((names) => ({ kind: 'specialty' as const, names })),
  ];
  return similar.length === 0 ? {} : { similarNames: similar };
}

/** The aliases that joined counts. Absent without one, so that most snapshots stay as they were. */
function appliedAliases({ aliases }: Evidence): Pick<Snapshot['quality'], 'aliases'> {
  if (!hasApplied(aliases)) return {};
  const ofKind = (kind: 'model' | 'specialty', applied: readonly Spelled[]) =>
    applied.map(({ name, spellings }) => ({ kind, name, spellings: [...spellings] }));
  return {
    aliases: {
      applied: [...ofKind('model', aliases.models), ...ofKind('specialty', aliases.specialties)],
      selfComparisons: aliases.selfComparisons,
    },
  };
}
