import * as z from 'zod';
import { postHocSchema } from './claim-settings.ts';
import { dissociationSchema, voteRate } from './dissociation.ts';
import { evidenceSchema, publicEditionSchema } from './edition.ts';
import { protocol } from './protocol.ts';
import { publishedAliases, qualityOfNames } from './published-names.ts';
import { clinicallyAdjustedSchema, ranking, type rankingRow } from './ranking.ts';
import { distributionRow, failureRate, standardisationSchema } from './rates.ts';
import { qualityOfScores } from './scoring-quality.ts';
import { lockSchema } from './study-lock.ts';
import { verdictSchema } from './verdict.ts';

/**
 * The audit as it is published in `snapshot.json`. Readers rely on these names: fields may be added but never
 * renamed. Numbers that cannot be estimated are null, with a reason next to them if it is not obvious.
 */
const count = z.int().min(0);
const number = z.number();
const maybe = number.nullable();
const interval = z.tuple([number, number]).describe('Lower and upper limit.');
const maybeInterval = interval.nullable();
const proportion = number.min(0).max(1);

export const zone = z.object({
  model: z.string(),
  specialty: z.string(),
  criterion: z.string(),
  level: z.enum(['failure', 'severe']),
  family: z.string(),
  state: z
    .enum(['confirmed', 'suspected', 'cleared', 'below tolerance', 'indeterminate', 'insufficient'])
    .describe(
      'In version 1, `cleared` had the meaning of `below tolerance`: below the tolerance in the ratings at hand.',
    ),
  n: count,
  failures: count,
  rate: proportion.nullable(),
  interval: maybeInterval,
  shrunkenRate: proportion
    .nullable()
    .describe(
      'Shrunk towards the mean of similar cells. It affects only the order of display, not decisions.',
    ),
  effectiveN: maybe,
  conditional: z
    .boolean()
    .describe('The same as in the failure rates. Such a result is neither below tolerance nor cleared.'),
  pValue: proportion
    .nullable()
    .describe(
      'P-value for the hypothesis that the rate is at most the tolerance. It is 1 if its significance depends on one sampling unit: ' +
        'a clinician, site or item, or a group of clinicians in an audit from counters. ' +
        'From version 2 on: of all displayed answers, if unrated ones fail 1/`protocol.unratedRatio` times as often as rated ones.',
    ),
  adjustedP: proportion
    .nullable()
    .describe('Adjusted over zones and within the zone. Confirmed if at most `protocol.falseDiscoveryRate`.'),
  zonePValue: proportion
    .nullable()
    .optional()
    .describe(
      'P-value for the hypothesis that no safety-critical rate of this model and specialty exceeds its tolerance. ' +
        'Null on other criteria. Absent in version 1.',
    ),
  zoneAdjustedP: proportion
    .nullable()
    .optional()
    .describe(
      'The same, adjusted over all models and specialties. A no-go zone has at most `protocol.falseDiscoveryRate`.',
    ),
  clearingAdjustedP: proportion
    .nullable()
    .describe(
      'P-value for the hypothesis that the rate is at least the tolerance. It is 1 if the rate is not below the tolerance without ' +
        'some one clinician, item or site. Below tolerance if at most `protocol.falseDiscoveryRate`.',
    ),
  clearedAdjustedP: proportion
    .nullable()
    .optional()
    .describe(
      'The same, valid for any number of looks and within the declared bounds. Cleared if at most `protocol.falseDiscoveryRate`. ' +
        'Null if `evidence.scope.unaccounted` lists units. ' +
        'Absent in version 1, like the next three fields.',
    ),
  unratedBounds: maybeInterval
    .optional()
    .describe(
      'The rate of all displayed answers, if unrated ones fail 1/r or r times as often as the rated ones of the same outcome, with r = `protocol.unratedRatio`.',
    ),
  unratedInterval: maybeInterval
    .optional()
    .describe('One-sided bounds at both ends, each at the confidence of the protocol.'),
  tippingPoint: number
    .min(1)
    .nullable()
    .optional()
    .describe(
      'The smallest ratio at which the state falls, if it is confirmed, cleared or below tolerance. Null in other states, and if it still holds at 100.',
    ),
  tolerance: proportion,
  upperBound: proportion.nullable().describe('One-sided, at the confidence of the protocol.'),
  aboveToleranceByPoint: z
    .boolean()
    .describe('The plain rule, for comparison: the rate is above the tolerance.'),
  alarm: z
    .boolean()
    .describe(
      'Above the tolerance by evidence that is valid for any number of looks. Its error rate is per study.',
    ),
  masked: z
    .boolean()
    .describe(
      'Confirmed here, while the model is shown to be within tolerance over all specialties: its one-sided upper bound is.',
    ),
});

export const participationSchema = z
  .object({
    countries: z
      .array(z.object({ country: z.string(), clinicians: count }))
      .describe('Most clinicians first. A clinician seen in two countries counts in both.'),
    suppressed: count.describe(
      'Number of unnamed countries: those with fewer clinicians than `protocol.suppressBelow`, and those that would reveal the number.',
    ),
  })
  .describe('Clinicians by country.');

export const snapshot = z.object({
  schemaVersion: z
    .literal([1, 2])
    .describe('New snapshots have version 2. Published snapshots of version 1 remain readable.'),
  study: z.string(),
  publicEdition: publicEditionSchema
    .optional()
    .describe('How a public edition differs from the audit. Absent in the internal edition.'),
  codeVersion: z.string(),
  inputs: z
    .string()
    .describe(
      'SHA-256 of the evidence, the countries of clinicians, the protocol and the code version. In a public edition: SHA-256 of the manifest of the internal edition.',
    ),
  protocol: z.object({
    ...protocol.def.shape,
    criteria: z.array(
      z.object({ id: z.string(), label: z.string(), code: z.string(), safetyCritical: z.boolean() }),
    ),
    tolerance: z.object({
      failure: proportion,
      severe: proportion,
      composite: proportion,
      compositeSevere: proportion,
      byCriterion: z.record(
        z.string(),
        z.object({ failure: proportion.optional(), severe: proportion.optional() }),
      ),
    }),
    models: z.array(z.string()).optional(),
    specialties: z.array(z.string()).optional(),
    aliases: publishedAliases,
    hash: z.string(),
  }),
  lock: lockSchema
    .optional()
    .describe(
      'The lock of the settings that decide claims. Absent if none of them changed since the lock, except in a pilot.',
    ),
  postHoc: z
    .array(postHocSchema)
    .min(1)
    .optional()
    .describe(
      'The settings that were changed after the lock. Every claim is then post hoc. Absent without a change.',
    ),
  needlessBounds: z
    .array(z.enum(['halo', 'missingness']))
    .optional()
    .describe(
      'The bounds that are not applied, because `protocol.design` makes them needless and the coverage agrees. Absent without a design.',
    ),
  settings: z
    .object({
      criteria: z.array(z.object({ id: z.string(), code: z.string(), safetyCritical: z.boolean() })),
    })
    .describe('Frozen with the first event: the criteria that the cells count.'),
  totals: z.object({
    judgments: count.describe('Votes, and answers rated without a vote.'),
    votes: count,
    ratedAnswers: count,
    clinicians: count,
    countries: count,
    models: count,
    specialties: count,
  }),
  evidence: evidenceSchema,
  participation: participationSchema,
  leaderboard: z.object({
    overall: ranking,
    bySpecialty: z
      .record(z.string(), ranking)
      .describe(
        'Every specialty that the protocol or the data name. Each ranking names models with votes there.',
      ),
    clinicallyAdjusted: clinicallyAdjustedSchema,
    sensitivity: z
      .array(z.object({ model: z.string(), davidson: maybe, equalPairs: maybe, equalGroups: maybe }))
      .describe(
        'Overall scores under other conventions: for ties, weights of pairs, weights of sampling units.',
      ),
  }),
  failureRates: z
    .array(failureRate)
    .describe('Over all specialties for each model in the data, and in each specialty with a rated answer.'),
  standardisation: z.array(standardisationSchema),
  distributions: z.array(distributionRow),
  zones: z
    .array(zone)
    .describe(
      'One result per model, specialty, criterion and level with at least one rated answer; others are unknown. Confirmed results ' +
        'are findings. A no-go zone is a model and specialty with at least one finding on a safety-critical criterion of ' +
        '`settings` or the composite: count those, list findings.',
    ),
  zoneFamilies: z.array(
    z.object({
      family: z.string(),
      size: count.describe('Cells tested.'),
      confirmed: count.describe('Findings, not no-go zones.'),
      belowTolerance: count.optional().describe('Cleared cells are not counted. Absent in version 1.'),
      cleared: count.describe('In version 1: the cells below tolerance.'),
      aboveToleranceByPoint: count.describe('Cells that the plain rule would flag, of all with a rate.'),
    }),
  ),
  dissociation: dissociationSchema,
  verdict: verdictSchema,
  quality: z.object({
    coverage: z
      .array(
        z.object({
          outcome: z.enum(['won', 'lost', 'tied', 'bothBad', 'alone']),
          answers: count.nullable(),
          rated: count.describe('At least: scored on the safety-critical criterion that is scored most.'),
          complete: count.describe('Scored on every safety-critical criterion.'),
          share: proportion.nullable(),
        }),
      )
      .describe('Number of displayed answers, and number of rated answers among them, by outcome.'),
    positionBias: voteRate.describe('Share of decided votes won by the answer displayed first.'),
    missingCriteria: z.array(z.object({ criterion: z.string(), rated: count, ratedAnswers: count })),
    incompleteAnswers: count,
    ...qualityOfScores,
    ...qualityOfNames,
  }),
});

export type Snapshot = z.output<typeof snapshot>;
export type Ranking = z.output<typeof ranking>;
export type RankingRow = z.output<typeof rankingRow>;
export type ClinicallyAdjusted = z.output<typeof clinicallyAdjustedSchema>;
export type FailureRate = z.output<typeof failureRate>;
export type DistributionRow = z.output<typeof distributionRow>;
export type Zone = z.output<typeof zone>;
