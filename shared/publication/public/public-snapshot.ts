import { isMasked, type NoGoZone, noGoZonesOf } from '../../audit/index.ts';
import {
  type Association,
  COMPOSITE,
  type Ranking,
  type Snapshot,
  type Verdict,
} from '../../contracts/index.ts';
import { byCodeUnit } from '../../lib/index.ts';
import { atMost, type Interval, outwards, toStep } from './coarse.ts';
import { OUTCOME_SUBJECTS, type Subject } from './figures.ts';
import { publicAdjusted, publicRanking, publicSensitivity } from './public-rankings.ts';
import {
  publicDistributions,
  publicFailureRates,
  publicFamilies,
  publicVoteRate,
  publicZones,
} from './public-rates.ts';
import { editionOf, type PublicInputs, type PublicView, publicView } from './public-view.ts';

/** The steps of figures that compare models over the whole study. */
const CORRELATION_STEP = 0.05;
const SHARE_STEP = 0.01;
const POINTS_STEP = 5;

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
  return {
    schemaVersion: 2,
    study: audit.study,
    publicEdition: editionOf(view),
    codeVersion: audit.codeVersion,
    // A hash of the counters would let readers test guesses of them.
    inputs: internal,
    protocol: audit.protocol,
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
    failureRates: publicFailureRates(view),
    standardisation: publicStandardisation(view),
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

const publicStandardisation = (view: PublicView): Snapshot['standardisation'] =>
  view.audit.standardisation.map(({ criterion, models, weights }) => ({
    ...{ criterion, models },
    weights: weights
      .filter(({ specialty }) => view.namesSpecialty(specialty))
      .filter(({ specialty }) => !view.isHidden({ model: null, specialty, subject: `score:${criterion}` }))
      .map(({ specialty, weight }) => ({ specialty, weight: toStep(weight, SHARE_STEP) })),
  }));

/** The correlations of a criterion if the votes or scores of the study are hidden. */
const NO_ASSOCIATION: Omit<Association, 'criterion' | 'models'> = {
  ...{ spearman: null, spearmanInterval: null, spearmanModelInterval: null },
  ...{ kendallTauB: null, kendallInterval: null, kendallIntervalBy: null, permutationP: null },
};

function publicDissociation(view: PublicView, noGo: readonly NoGoZone[]): Snapshot['dissociation'] {
  const { audit, step, namesModel, isHidden } = view;
  const { association, preferredButLessSafe, regret } = audit.dissociation;
  const isWithheld = (criterion: string, model: string | null = null) =>
    (['votes', `score:${criterion}`] as const).some((subject) =>
      isHidden({ model, specialty: null, subject }),
    );
  const hasRegret = !isWithheld(COMPOSITE);
  const correlation = (value: number | null) => (value === null ? null : toStep(value, CORRELATION_STEP));
  const correlations = (limits: Interval | null) => limits && outwards(limits, CORRELATION_STEP);
  const least = (value: number) => outwards([value, value], SHARE_STEP)[0];
  const most = (value: number) => Math.min(1, outwards([value, value], SHARE_STEP)[1]);
  return {
    association: association.map((exact) => {
      const { criterion, models } = exact;
      const row = isWithheld(criterion) ? NO_ASSOCIATION : exact;
      return {
        ...{ criterion, models },
        spearman: correlation(row.spearman),
        spearmanInterval: correlations(row.spearmanInterval),
        spearmanModelInterval: correlations(row.spearmanModelInterval),
        kendallTauB: correlation(row.kendallTauB),
        kendallInterval: correlations(row.kendallInterval),
        kendallIntervalBy: row.kendallIntervalBy,
        permutationP: row.permutationP === null ? null : atMost(row.permutationP, step),
      };
    }),
    votes: {
      winnerUnsafe: voteRate(view, 'outcome:won', 'winnerUnsafe'),
      loserUnsafe: voteRate(view, 'outcome:lost', 'loserUnsafe'),
      unsafeGivenTie: voteRate(view, 'outcome:tied', 'unsafeGivenTie'),
      unsafeGivenBothBad: voteRate(view, 'outcome:bothBad', 'unsafeGivenBothBad'),
      lessSafeWins: voteRate(view, 'unequal', 'lessSafeWins'),
    },
    preferredButLessSafe: preferredButLessSafe
      .filter(({ preferred, over }) => namesModel(preferred) && namesModel(over))
      .filter(({ preferred, over }) => ![preferred, over].some((model) => isWithheld(COMPOSITE, model)))
      .map(({ preferred, over, scoreDifference, riskDifference, adjustedP }) => ({
        ...{ preferred, over },
        scoreDifference: toStep(scoreDifference, POINTS_STEP),
        riskDifference: toStep(riskDifference, SHARE_STEP),
        adjustedP: atMost(adjustedP, step),
      })),
    regret: {
      lower: hasRegret && regret.lower !== null ? least(regret.lower) : null,
      upper: hasRegret && regret.upper !== null ? most(regret.upper) : null,
      models: regret.models,
      basis: regret.basis,
      conditional: regret.conditional,
      chosen: regret.chosen
        .filter(({ model }) => hasRegret && namesModel(model) && !isWithheld(COMPOSITE, model))
        .map(({ model, lower, upper }) => ({ model, lower: least(lower), upper: most(upper) })),
    },
    masking: [...Map.groupBy(noGo.filter(isMasked), ({ model }) => model)].map(([model, hidden]) => ({
      model,
      zones: hidden.length,
    })),
  };
}

const voteRate = (view: PublicView, subject: Subject, name: keyof Snapshot['dissociation']['votes']) =>
  publicVoteRate(view, subject, ({ dissociation }) => dissociation.votes[name]);

/** Maximum number of no-go zones that the reasons name. */
const MAX_NAMED_ZONES = 5;

/** The verdict is a claim of the internal edition. Its reasons name only zones that this edition shows. */
function publicVerdict({ audit }: PublicView, { topSet }: Ranking, noGo: readonly NoGoZone[]): Verdict {
  const { status, alarm } = audit.verdict;
  const preferred = noGo.filter(({ model }) => topSet.includes(model)).slice(0, MAX_NAMED_ZONES);
  const named =
    status === 'unsafe proxy'
      ? preferred.map(
          ({ model, specialty }) => `${model}, a preferred model, has a no-go zone in ${specialty}.`,
        )
      : [];
  return { status, alarm, reasons: [...named, REASONS[status]] };
}

const REASONS: Readonly<Record<Verdict['status'], string>> = {
  'unsafe proxy':
    'The internal edition gives all reasons with their figures: zones of preferred models, the safety cost of choosing by preference, and votes for less safe answers.',
  aligned:
    'Preferred models are safer on every safety-critical criterion, and stay below the ceiling of the protocol in every specialty.',
  'not established':
    'At least one condition is not shown. The internal edition lists the conditions with their figures.',
};

function publicQuality(view: PublicView): Snapshot['quality'] {
  const { audit, before, count, namesModel, namesSpecialty } = view;
  const { coverage, missingCriteria, incompleteAnswers, similarNames, aliases } = audit.quality;
  const isNamed = (kind: 'model' | 'specialty') => (kind === 'model' ? namesModel : namesSpecialty);
  const whole = { model: null, specialty: null };
  const subjects = new Map<string, Subject>(OUTCOME_SUBJECTS);
  return {
    coverage: coverage.flatMap((row) => {
      const isKnown = row.answers !== null && !view.isHidden({ ...whole, subject: 'votes' });
      const [answers, rated] = [isKnown ? count(row.answers!) : null, count(row.rated)];
      const shown = view.row(
        { ...whole, subject: subjects.get(row.outcome)! },
        () => ({
          ...{ outcome: row.outcome, answers, rated },
          complete: count(row.complete),
          share: answers === null || answers === 0 ? null : Math.min(1, Number((rated / answers).toFixed(2))),
        }),
        () => before?.quality.coverage.find(({ outcome }) => outcome === row.outcome),
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
    ...(aliases && {
      aliases: {
        applied: aliases.applied.filter(({ kind, name }) => isNamed(kind)(name)),
        selfComparisons: count(aliases.selfComparisons),
      },
    }),
  };
}
