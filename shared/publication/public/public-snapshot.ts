import { noGoZonesOf } from '../../audit/index.ts';
import { ALIASED_KINDS, type FailureRate, type Snapshot } from '../../contracts/index.ts';
import { byCodeUnit } from '../../lib/index.ts';
import { toStep } from './coarse.ts';
import { hasHiddenModel, shownModels } from './compared-models.ts';
import { OUTCOME_SUBJECTS, type Subject } from './figures.ts';
import { publicDissociation } from './public-dissociation.ts';
import { publicAdjusted, publicRanking, publicSensitivity } from './public-rankings.ts';
import {
  publicDistributions,
  publicFailureRates,
  publicFamilies,
  publicVoteRate,
  publicZones,
} from './public-rates.ts';
import { publicVerdict } from './public-verdict.ts';
import { editionOf, type PublicInputs, type PublicView, publicView } from './public-view.ts';

/** The step of the weights of specialties. */
const WEIGHT_STEP = 0.01;

/**
 * The public edition of an audit. It names each field of the audit that it shows, so a field that is added to the audit
 * is not public before somebody adds it here.
 * @see docs/privacy.md
 */
export function publicSnapshot(inputs: PublicInputs): Snapshot {
  const view = publicView(inputs);
  const { audit, internal } = inputs;
  const zones = publicZones(view);
  const noGo = noGoZonesOf({ zones, settings: audit.settings });
  const overall = publicRanking(view, null);
  const failureRates = publicFailureRates(view);
  return {
    schemaVersion: 2,
    study: audit.study,
    publicEdition: editionOf(view),
    codeVersion: audit.codeVersion,
    // A hash of the counters would let readers test guesses of them.
    inputs: internal,
    protocol: audit.protocol,
    ...(audit.lock && { lock: audit.lock }),
    ...(audit.postHoc && { postHoc: audit.postHoc }),
    ...(audit.needlessBounds && { needlessBounds: audit.needlessBounds }),
    settings: audit.settings,
    totals: publicTotals(view),
    participation: publicParticipation(view),
    leaderboard: {
      overall,
      bySpecialty: Object.fromEntries(
        Object.keys(audit.leaderboard.bySpecialty)
          .filter(view.namesSpecialty)
          .map((specialty) => [specialty, publicRanking(view, specialty)]),
      ),
      clinicallyAdjusted: publicAdjusted(view, overall, zones),
      sensitivity: publicSensitivity(view, overall),
    },
    failureRates,
    standardisation: publicStandardisation(view, failureRates),
    distributions: publicDistributions(view),
    zones,
    zoneFamilies: publicFamilies(view, zones),
    dissociation: publicDissociation(view, noGo),
    verdict: publicVerdict(view, overall, noGo),
    quality: publicQuality(view),
  };
}

function publicTotals({ audit, count, namesModel, namesSpecialty }: PublicView): Snapshot['totals'] {
  const { judgments, votes, ratedAnswers, clinicians, countries } = audit.totals;
  const { overall, bySpecialty } = audit.leaderboard;
  return {
    judgments: count(judgments),
    votes: count(votes),
    ratedAnswers: count(ratedAnswers),
    clinicians: count(clinicians),
    countries,
    models: [...overall.rows, ...overall.notRanked].filter(({ model }) => namesModel(model)).length,
    specialties: Object.keys(bySpecialty).filter(namesSpecialty).length,
  };
}

/** The audit has suppressed small countries already. */
const publicParticipation = ({ audit, count }: PublicView): Snapshot['participation'] => ({
  countries: audit.participation.countries
    .map(({ country, clinicians }) => ({ country, clinicians: count(clinicians) }))
    // The exact numbers would show in the order.
    .sort((a, b) => b.clinicians - a.clinicians || byCodeUnit(a.country, b.country)),
  suppressed: audit.participation.suppressed,
});

/**
 * The weights of specialties, from the counts that this edition shows. Weights from exact counts would reveal these
 * counts, and every single change of them.
 */
const publicStandardisation = (
  view: PublicView,
  shown: readonly FailureRate[],
): Snapshot['standardisation'] =>
  view.audit.standardisation.map(({ criterion, models, weights }) => {
    if (hasHiddenModel(view, criterion))
      return { criterion, models: shownModels(view, criterion).length, weights: [] };
    const answersIn = new Map<string, number>();
    for (const { specialty, n, ...row } of shown)
      if (specialty !== null && row.criterion === criterion && row.level === 'failure')
        answersIn.set(specialty, (answersIn.get(specialty) ?? 0) + n);
    const given = weights.filter(({ specialty }) => answersIn.has(specialty));
    const total = given.reduce((sum, { specialty }) => sum + answersIn.get(specialty)!, 0);
    return {
      ...{ criterion, models },
      weights: given.map(({ specialty }) => ({
        specialty,
        weight: total === 0 ? 0 : toStep(answersIn.get(specialty)! / total, WEIGHT_STEP),
      })),
    };
  });

function publicQuality(view: PublicView): Snapshot['quality'] {
  const { audit, before, count, namesModel, namesSpecialty } = view;
  const { coverage, missingCriteria, incompleteAnswers, similarNames } = audit.quality;
  const isNamed = (kind: 'model' | 'specialty') => (kind === 'model' ? namesModel : namesSpecialty);
  const whole = { model: null, specialty: null };
  const subjects = new Map<string, Subject>(OUTCOME_SUBJECTS);
  return {
    coverage: coverage.flatMap((row) => {
      // No clinician is behind the figure of complete answers, so nothing decides about incomplete ones.
      if (row.complete === 0 && row.rated > 0) return [];
      const last = before?.quality.coverage.find(({ outcome }) => outcome === row.outcome);
      // Votes without ratings move the displayed answers, but no figure of an outcome that has no complete answer.
      const answers = view.row(
        { ...whole, subject: 'votes' },
        () => (row.answers === null ? null : count(row.answers)),
        () => last?.answers,
      );
      const rated = count(row.rated);
      const shown = view.row(
        { ...whole, subject: subjects.get(row.outcome)! },
        () => ({
          ...{ outcome: row.outcome, answers, rated },
          complete: count(row.complete),
          share: answers === null || answers === 0 ? null : Math.min(1, Number((rated / answers).toFixed(2))),
        }),
        () => last,
      );
      return shown ? [shown] : [];
    }),
    positionBias: publicVoteRate(view, 'position', ({ quality }) => quality.positionBias),
    missingCriteria: missingCriteria.flatMap(({ criterion, rated, ratedAnswers }) => {
      const shown = view.row(
        { ...whole, subject: `score:${criterion}` },
        () => ({ criterion, rated: count(rated), ratedAnswers: count(ratedAnswers) }),
        () => before?.quality.missingCriteria.find((row) => row.criterion === criterion),
      );
      return shown ? [shown] : [];
    }),
    incompleteAnswers:
      view.row(
        { ...whole, subject: 'incomplete' },
        () => count(incompleteAnswers),
        () => before?.quality.incompleteAnswers,
      ) ?? 0,
    ...(similarNames && {
      similarNames: similarNames
        .map(({ kind, names }) => ({ kind, names: names.filter(isNamed(kind)) }))
        .filter(({ names }) => names.length > 1),
    }),
    ...publicAliases(view, isNamed),
  };
}

/** The aliases of the protocol, whether they occur or not: a spelling may be that of one clinician. */
function publicAliases(
  { audit: { protocol, quality }, count }: PublicView,
  isNamed: (kind: 'model' | 'specialty') => (name: string) => boolean,
): Pick<Snapshot['quality'], 'aliases'> {
  const applied = ALIASED_KINDS.flatMap((kinds) => {
    const kind = kinds === 'models' ? ('model' as const) : ('specialty' as const);
    return Object.entries(protocol.aliases?.[kinds] ?? {})
      .filter(([name]) => isNamed(kind)(name))
      .map(([name, spellings]) => ({ kind, name, spellings: [...spellings].sort(byCodeUnit) }))
      .sort((a, b) => byCodeUnit(a.name, b.name));
  });
  return applied.length === 0
    ? {}
    : { aliases: { applied, selfComparisons: count(quality.aliases?.selfComparisons ?? 0) } };
}
