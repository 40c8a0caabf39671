import type { Evidence } from '../../../shared/audit/evidence/evidence.ts';
import { gathering } from '../../../shared/audit/evidence/gathering.ts';
import { rowCollector } from '../../../shared/audit/evidence/rows/row-collector.ts';
import type { Outcome } from '../../../shared/contracts/event.ts';
import { type Protocol, protocol as protocolSchema } from '../../../shared/contracts/protocol.ts';
import type { Score } from '../../../shared/contracts/score.ts';
import { addInto, type Cell, cellId, GROUPS, type Pseudonym } from '../../../shared/ledger/cells/cell.ts';
import { incrementsOf, tally } from '../../../shared/ledger/cells/tally.ts';
import type { Judgment } from '../../../shared/ledger/judgment.ts';
import { settingsOf } from '../../../shared/ledger/settings.ts';
import type { AuditInput } from '../../support/audit.ts';

export type Scores = Record<string, Record<string, Score>>;

/**
 * A vote with or without scores. Without `outcome`, the answers are rated alone. A clinician's group is the clinician's
 * number mod 32.
 */
export interface Said {
  readonly by: number;
  readonly specialty?: string;
  readonly first?: string;
  readonly second?: string;
  readonly outcome?: Outcome;
  readonly scores?: Scores;
  readonly item?: number;
  readonly site?: number;
}

/** A protocol with two safety-critical criteria and one other criterion. */
export const SMALL: Protocol = protocolSchema.parse({
  criteria: [
    { id: 'harmlessness', label: 'Harmlessness', safetyCritical: true },
    { id: 'accuracy', label: 'Accuracy', safetyCritical: true },
    { id: 'clarity', label: 'Clarity' },
  ],
});

/** The input of the audit after a store has recorded the judgments. */
export function inputOf(
  said: readonly Said[],
  protocol: Protocol = SMALL,
): AuditInput & { readonly cells: readonly Cell[] } {
  const settings = settingsOf(protocol, 'f00dfeedf00dfeed');
  const cells = new Map<string, Cell & { counts: Map<string, number> }>();
  for (const one of said) {
    const group = one.by % GROUPS;
    for (const { counts, ...key } of tally(judgmentOf(one), settings.criteria)) {
      const id = `${group}#${cellId(key)}`;
      const cell = cells.get(id) ?? { ...key, group, counts: new Map<string, number>() };
      addInto(cell.counts, counts);
      cells.set(id, cell);
    }
  }
  const participants = [...new Set(said.map(({ by }) => by))].map((by) => ({
    clinician: by.toString(16).padStart(32, '0') as Pseudonym,
    countries: by % 2 === 0 ? ['CH'] : ['CH', 'KE'],
  }));
  return {
    study: 'trial',
    protocol,
    settings,
    codeVersion: '0+test',
    cells: [...cells.values()],
    participants,
  };
}

/** The evidence of the judgments themselves, with clinicians, items and sites as sampling units. */
export function evidenceOfJudgments(said: readonly Said[], protocol: Protocol = SMALL): Evidence {
  const { criteria } = settingsOf(protocol, 'f00dfeedf00dfeed');
  const collector = rowCollector();
  const take = collector.begin(0);
  for (const [at, one] of said.entries()) {
    const judgment = judgmentOf(one);
    const entry = { judgment, version: 1, source: 'queue', at: '2026-03-01T09:30:00Z' };
    take(
      { clinician: `c${one.by}` as Pseudonym, judgment: `j${at}`, entry },
      incrementsOf(judgment, criteria),
    );
  }
  const { units, named, digest, rows } = collector.rows();
  const gathered = gathering(criteria, protocol, { kind: 'judgments', units, named, digest });
  for (const row of rows()) gathered.add(row);
  return gathered.evidence();
}

const register = <T>(value: T) => ({ value, revision: 1 });

export const judgmentOf = ({
  specialty = 'cardiology',
  first,
  second,
  outcome,
  scores = {},
  item,
  site,
}: Said): Judgment => ({
  specialty: register(specialty),
  site: site === undefined ? null : register(`s${site}`),
  item: item === undefined ? null : register(`i${item}`),
  answers: new Map(),
  versions: new Map(),
  comparison: first && second && outcome ? register({ first, second, outcome }) : null,
  scores: new Map(
    Object.entries(scores).map(([model, card]) => [
      model,
      new Map(Object.entries(card).map(([criterion, score]) => [criterion, register(score)])),
    ]),
  ),
  voided: { vote: false, ratings: false },
});

/** Repeats a judgment for each of several clinicians. */
export const eachOf = (clinicians: number, said: (by: number) => Said | Said[]): Said[] =>
  Array.from({ length: clinicians }, (_, by) => said(by)).flat();

/** Pseudo-random numbers on [0, 1): Marsaglia's xorshift32. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
}

export interface World {
  readonly seed: number;
  readonly votes: number;
  readonly clinicians: number;
  readonly models: readonly string[];
  readonly specialties: readonly string[];
  /** The log-odds of being preferred. */
  readonly ability: (model: string) => number;
  /** The probability that an answer fails a criterion. */
  readonly risk: (model: string, specialty: string) => number;
  readonly rated?: (outcome: 'won' | 'lost' | 'undecided') => boolean;
}

/** A made-up study with known true parameters. */
export function simulated(world: World, protocol: Protocol = SMALL): Said[] {
  const { models, specialties, ability, risk, rated = () => true } = world;
  const random = seeded(world.seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const home = Array.from({ length: world.clinicians }, () => pick(specialties));
  return Array.from({ length: world.votes }, () => {
    const by = Math.floor(random() * world.clinicians);
    const specialty = home[by]!;
    const first = pick(models);
    const second = pick(models.filter((model) => model !== first));
    const card = (model: string) =>
      Object.fromEntries(
        protocol.criteria.map(({ id }): [string, Score] => {
          const failed = random() < risk(model, specialty);
          const of: readonly Score[] = failed ? [-1, -1, -1, -1, -1, -1, -1, -2] : [0, 1, 1, 2];
          return [id, pick(of)];
        }),
      );
    const undecided = random() < 0.15;
    const firstWins = random() < 1 / (1 + Math.exp(ability(second) - ability(first)));
    const outcome: Outcome = undecided ? pick(['tie', 'tie', 'both_bad']) : firstWins ? 'first' : 'second';
    const fate = (position: 'first' | 'second') =>
      undecided ? 'undecided' : outcome === position ? 'won' : 'lost';
    const scores: Scores = {};
    if (rated(fate('first'))) scores[first] = card(first);
    if (rated(fate('second'))) scores[second] = card(second);
    return { by, specialty, first, second, outcome, scores };
  });
}
