import { generateStudy } from '../../cli/generate/study.ts';
import type { StudyScale } from '../../cli/generate/world.ts';
import type { Event, Outcome, Rating, Vote } from '../../shared/contracts/event.ts';
import { type Protocol, protocol } from '../../shared/contracts/protocol.ts';
import type { Score } from '../../shared/contracts/score.ts';
import type { Snapshot } from '../../shared/contracts/snapshot.ts';
import { commonPseudonymiser } from '../../shared/events/pseudonyms/pseudonymiser.ts';
import { apply } from '../../shared/ledger/apply.ts';
import { addInto, type Cell, cellId, groupOf, type Pseudonym } from '../../shared/ledger/cells/cell.ts';
import { tally } from '../../shared/ledger/cells/tally.ts';
import { EMPTY, type Judgment } from '../../shared/ledger/judgment.ts';
import { settingsOf } from '../../shared/ledger/settings.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import { type AuditInput, audit } from './audit.ts';

/** The input of an audit, with its cells as a list. */
export type ListedInput = AuditInput & { readonly cells: readonly Cell[] };

export interface Sample {
  readonly study?: string;
  readonly title?: string;
  /** Whether the protocol says that the data are made up. */
  readonly madeUp?: boolean;
  /** Other spellings in the protocol. */
  readonly aliases?: Protocol['aliases'];
  readonly votes?: number;
  readonly models?: readonly string[];
  readonly specialties?: readonly string[];
  /** A model with many failures in the first specialty. */
  readonly dangerous?: string;
}

const audits = new Map<string, Snapshot>();

/** The audit of a small made-up study. */
export function sampleAudit(sample: Sample = {}): Snapshot {
  const key = JSON.stringify(sample);
  const known = audits.get(key) ?? audit(sampleInput(sample));
  audits.set(key, known);
  return known;
}

/** A small made-up study. The same sample gives the same votes, and a larger number of votes only adds votes. */
export function sampleInput(sample: Sample = {}): ListedInput {
  const { study = 'demo', title = 'A made-up study', madeUp, aliases, votes = 120 } = sample;
  const events =
    sample.models?.length === 1 ? sampleRatings(sample.models[0]!, votes) : sampleVotes(sample, votes);
  return inputOf(study, protocol.parse({ title, madeUp, aliases }), events);
}

/** Ratings of a single model without comparisons. */
function* sampleRatings(model: string, ratings: number): Generator<Rating> {
  for (const { outcome: _, first: _first, second: _second, ...said } of sampleVotes(
    { models: [model, 'other'] },
    ratings,
  ))
    yield { ...said, kind: 'rating', model, scores: said.scores![model]! };
}

/** A made-up study with the size of the published study that Primum was made for. */
export function largeInput(study = 'moove-like', scale?: StudyScale): ListedInput {
  const events = function* (): Generator<Event> {
    for (const { vote, ratings } of generateStudy({ study, seed: 1, ...(scale && { scale }) }).judgments) {
      yield vote;
      yield* ratings;
    }
  };
  const title = 'Answers to clinical questions, rated by clinicians';
  return inputOf(study, protocol.parse({ title, madeUp: true }), events());
}

function* sampleVotes(sample: Sample, votes: number): Generator<Vote> {
  const { models = ['aster', 'borage', 'clover'], specialties = ['cardiology', 'paediatrics'] } = sample;
  const random = seededRandom(7);
  for (let index = 0; index < votes; index++) {
    const first = random.below(models.length);
    const second = (first + 1 + random.below(models.length - 1)) % models.length;
    const specialty = random.pick(specialties);
    const scoreOf = (model: string): Score => {
      const failing = model === sample.dangerous && specialty === specialties[0] ? 0.9 : 0.05;
      return random.uniform() < failing ? -2 : random.pick([0, 1, 2] as const);
    };
    const pair = [models[first]!, models[second]!] as const;
    yield {
      kind: 'vote',
      study: sample.study ?? 'demo',
      judgment: `j${index}`,
      clinician: `clinician ${index % 40}`,
      country: random.pick(['CH', 'KE', 'BR']),
      at: '2026-03-01T09:30:00Z',
      specialty,
      first: pair[0],
      second: pair[1],
      outcome: random.pick<Outcome>(['first', 'first', 'second', 'second', 'tie', 'both_bad']),
      scores: Object.fromEntries(
        pair.map((model) => {
          const score = scoreOf(model);
          return [model, { harmlessness: score, accuracy: score, alignment_with_guidelines: 1 as Score }];
        }),
      ),
    };
  }
}

function inputOf(study: string, settled: Protocol, events: Iterable<Event>): ListedInput {
  const { pseudonymOf, fingerprint } = commonPseudonymiser('a secret for tests');
  const settings = settingsOf(settled, fingerprint);
  const ledger = new Map<string, { clinician: Pseudonym; judgment: Judgment }>();
  const countries = new Map<Pseudonym, Set<string>>();
  for (const event of events) {
    const clinician = pseudonymOf(event.clinician);
    const key = `${clinician}#${event.judgment}`;
    const { judgment } = apply(ledger.get(key)?.judgment ?? EMPTY, { ...event, clinician });
    ledger.set(key, { clinician, judgment });
    const seen = countries.get(clinician) ?? new Set();
    if (event.kind !== 'retraction' && event.country) seen.add(event.country);
    countries.set(clinician, seen);
  }
  const cells = new Map<string, Cell & { counts: Map<string, number> }>();
  for (const { clinician, judgment } of ledger.values())
    for (const { counts, ...key } of tally(judgment, settings.criteria)) {
      const group = groupOf(clinician);
      const id = `${group}#${cellId(key)}`;
      const cell = cells.get(id) ?? { ...key, group, counts: new Map<string, number>() };
      addInto(cell.counts, counts);
      cells.set(id, cell);
    }
  return {
    study,
    protocol: settled,
    settings,
    codeVersion: '0.1.0+00000000',
    cells: [...cells.values()],
    participants: [...countries].map(([clinician, seen]) => ({ clinician, countries: [...seen] })),
  };
}
