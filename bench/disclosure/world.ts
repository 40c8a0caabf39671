import { type Outcome, type Protocol, protocol, type Score } from '../../shared/contracts/index.ts';
import { studyPseudonymiser } from '../../shared/events/pseudonyms/index.ts';
import { type Cell, settingsOf } from '../../shared/ledger/cells/index.ts';
import type { Pseudonymous } from '../../shared/ledger/index.ts';
import { memoryStores } from '../../shared/ledger/memory/index.ts';
import { seededRandom } from '../../shared/lib/index.ts';

/** The size of a study in the simulation. */
export interface WorldSize {
  readonly clinicians: number;
  readonly models: number;
  readonly specialties: number;
  readonly votes: number;
}

/** A vote with the cells that it adds to. */
export interface WorldVote {
  readonly clinician: number;
  readonly specialty: string;
  readonly first: string;
  readonly second: string;
  readonly outcome: Outcome;
  /** Whether each answer is unsafe, if it was rated. */
  readonly unsafe: { readonly [model: string]: boolean };
  readonly cells: readonly Cell[];
}

const STUDY = 'disclosure';
const SECRET = studyPseudonymiser('a secret of the simulation', STUDY);

export const worldProtocol = (suppressBelow: number): Protocol =>
  protocol.parse({ public: true, suppressBelow });
export const SETTINGS = settingsOf(worldProtocol(5), SECRET.fingerprint);
const CRITERIA = SETTINGS.criteria.filter(({ safetyCritical }) => safetyCritical).map(({ id }) => id);

/** Share of votes with scores, and of answers that are unsafe. */
const RATED = 0.6;
const UNSAFE = 0.2;

/**
 * Draws the votes of a growing study in the order of their arrival. Half of a clinician's votes are in the own
 * specialty. Specialties are unequally popular, and clinicians unequally active, as in published studies.
 */
export async function drawVotes(seed: number, size: WorldSize): Promise<WorldVote[]> {
  const random = seededRandom(seed);
  const specialtyAt = () => Math.floor(size.specialties * random.uniform() ** 2);
  const home = Array.from({ length: size.clinicians }, specialtyAt);
  const votes: WorldVote[] = [];
  for (let number = 0; number < size.votes; number++) {
    // Clinicians join over time.
    const joined = Math.max(3, Math.ceil((size.clinicians * (number + 1)) / size.votes));
    const clinician = Math.floor(joined * random.uniform() ** 1.5);
    const place = random.uniform() < 0.5 ? home[clinician]! : specialtyAt();
    const one = random.below(size.models);
    const other = (one + 1 + random.below(size.models - 1)) % size.models;
    const pair = [`model-${one}`, `model-${other}`] as const;
    const luck = random.uniform();
    const better = 1 / (1 + Math.exp(0.3 * (one - other)));
    const outcome: Outcome =
      luck < 0.1 ? 'tie' : luck < 0.15 ? 'both_bad' : random.uniform() < better ? 'first' : 'second';
    const unsafe: Record<string, boolean> =
      random.uniform() < RATED
        ? { [pair[0]]: random.uniform() < UNSAFE, [pair[1]]: random.uniform() < UNSAFE }
        : {};
    const pseudonym = SECRET.pseudonymOf(`clinician ${clinician}`);
    const vote = {
      clinician,
      specialty: `specialty-${place}`,
      first: pair[0],
      second: pair[1],
      outcome,
      unsafe,
    };
    const event = {
      kind: 'vote' as const,
      study: STUDY,
      judgment: String(number),
      clinician: pseudonym,
      at: '2026-03-01T09:30:00Z',
      specialty: vote.specialty,
      ...{ first: vote.first, second: vote.second, outcome },
      ...(Object.keys(unsafe).length > 0 && { scores: scoresOf(unsafe) }),
    };
    votes.push({ ...vote, cells: await cellsOf(event) });
  }
  return votes;
}

const scoresOf = (unsafe: WorldVote['unsafe']) =>
  Object.fromEntries(
    Object.entries(unsafe).map(([model, failed]) => [
      model,
      Object.fromEntries(CRITERIA.map((criterion) => [criterion, (failed ? -1 : 1) as Score])),
    ]),
  );

/** The cells of a study with this vote alone. */
async function cellsOf(vote: Pseudonymous): Promise<Cell[]> {
  const { record, store } = memoryStores();
  const study = await store.open(STUDY, SETTINGS);
  await record(study, [vote], { source: 'queue', maxJudgments: 1, lookup: false });
  return Array.fromAsync(study.cells());
}
