import { isMasked, type NoGoZone } from '../../audit/index.ts';
import { type Association, COMPOSITE, type Snapshot } from '../../contracts/index.ts';
import { atMost, type Interval, outwards, scoreStep, toStep } from './coarse.ts';
import { comparedModels, hasHiddenModel, shownModels } from './compared-models.ts';
import type { Subject } from './figures.ts';
import { publicVoteRate } from './public-rates.ts';
import type { Place, PublicView } from './public-view.ts';

/** The steps of figures that compare models over the whole study. Few votes and answers need larger ones. */
const CORRELATION_STEP = 0.05;
const SHARE_STEP = 0.01;
const POINTS_STEP = 5;

/** The correlations of a criterion if votes or scores behind them are hidden. */
const hiddenAssociation = (view: PublicView, criterion: string): Association => ({
  ...{ criterion, models: shownModels(view, criterion).length },
  ...{ spearman: null, spearmanInterval: null, spearmanModelInterval: null },
  ...{ kendallTauB: null, kendallInterval: null, kendallIntervalBy: null, permutationP: null },
});

/** The relation of preference and safety over the whole study. */
export function publicDissociation(view: PublicView, noGo: readonly NoGoZone[]): Snapshot['dissociation'] {
  const { audit, step, namesModel } = view;
  const { association, preferredButLessSafe, regret } = audit.dissociation;
  const hasRegret = !hasHiddenModel(view, COMPOSITE);
  const steps = differenceSteps(view);
  const costStep = steps.ofRates(comparedModels(audit, COMPOSITE));
  const correlation = (value: number | null) => (value === null ? null : toStep(value, CORRELATION_STEP));
  const correlations = (limits: Interval | null) => limits && outwards(limits, CORRELATION_STEP);
  const least = (value: number) => outwards([value, value], costStep)[0];
  const most = (value: number) => Math.min(1, outwards([value, value], costStep)[1]);
  return {
    association: association.map((exact) => {
      const { criterion } = exact;
      const row = hasHiddenModel(view, criterion) ? hiddenAssociation(view, criterion) : exact;
      return {
        ...{ criterion, models: row.models },
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
      .flatMap((exact) => publicPair(view, exact, steps) ?? []),
    regret: {
      lower: hasRegret && regret.lower !== null ? least(regret.lower) : null,
      upper: hasRegret && regret.upper !== null ? most(regret.upper) : null,
      ...(regret.upperWithUnrated !== undefined && {
        upperWithUnrated:
          hasRegret && regret.upperWithUnrated !== null ? most(regret.upperWithUnrated) : null,
      }),
      models: hasRegret ? regret.models : shownModels(view, COMPOSITE).length,
      basis: regret.basis,
      conditional: regret.conditional,
      chosen: regret.chosen
        .filter(({ model }) => hasRegret && namesModel(model))
        .map(({ model, lower, upper }) => ({ model, lower: least(lower), upper: most(upper) })),
    },
    masking: [...Map.groupBy(noGo.filter(isMasked), ({ model }) => model)].map(([model, hidden]) => ({
      model,
      zones: hidden.length,
    })),
  };
}

type Pair = Snapshot['dissociation']['preferredButLessSafe'][number];

/** A pair of models. It rests on the votes and scores of both, and is held with them. */
function publicPair(view: PublicView, exact: Pair, steps: DifferenceSteps): Pair | null {
  const { preferred, over, scoreDifference, riskDifference, adjustedP } = exact;
  const models = [preferred, over];
  const fresh = (): Pair => ({
    ...{ preferred, over },
    scoreDifference: toStep(scoreDifference, steps.ofScores(models)),
    riskDifference: toStep(riskDifference, steps.ofRates(models)),
    adjustedP: atMost(adjustedP, view.step),
  });
  const held = () =>
    view.before?.dissociation.preferredButLessSafe.find(
      (row) => row.preferred === preferred && row.over === over,
    );
  const places = models.flatMap((model): Place[] => [
    { model, specialty: null, subject: 'votes' },
    { model, specialty: null, subject: `score:${COMPOSITE}` },
  ]);
  return view.rowOn(places, fresh, held);
}

/** The steps of differences between models: those of the scores and rates of the model with the fewest votes or answers. */
interface DifferenceSteps {
  ofScores(models: readonly string[]): number;
  ofRates(models: readonly string[]): number;
}

function differenceSteps({ audit, step, count }: PublicView): DifferenceSteps {
  const votes = new Map(audit.leaderboard.overall.rows.map((row) => [row.model, count(row.votes)]));
  const answers = compositeAnswers(audit);
  return {
    ofScores: (models) =>
      Math.max(POINTS_STEP, ...models.map((model) => scoreStep(votes.get(model) ?? 0, step))),
    ofRates: (models) =>
      step === 1
        ? SHARE_STEP
        : Math.max(
            SHARE_STEP,
            ...models.map((model) => step / Math.max(step, count(answers.get(model) ?? 0))),
          ),
  };
}

/** Complete answers by model, over all specialties. */
const compositeAnswers = ({ failureRates }: Snapshot): ReadonlyMap<string, number> =>
  new Map(
    failureRates
      .filter(
        ({ specialty, criterion, level }) =>
          specialty === null && criterion === COMPOSITE && level === 'failure',
      )
      .map(({ model, n }) => [model, n]),
  );

const voteRate = (view: PublicView, subject: Subject, name: keyof Snapshot['dissociation']['votes']) =>
  publicVoteRate(view, subject, ({ dissociation }) => dissociation.votes[name]);
