import { eventsOf, generateStudy } from '../cli/generate/study.ts';
import { PAPER_SCALE } from '../cli/generate/world.ts';
import { defaultProtocol, type Vote } from '../shared/contracts/index.ts';
import { readValue } from '../shared/events/index.ts';
import { remembering, studyPseudonymiser } from '../shared/events/pseudonyms/index.ts';
import { type Settings, settingsOf } from '../shared/ledger/cells/index.ts';
import type { Pseudonymous } from '../shared/ledger/index.ts';

/** The study for all measurements. It is generated with the clinicians and models of the published study. */
export const STUDY = 'bench';
export const SEED = 1;

export const PROTOCOL = defaultProtocol();
export const NAMES = studyPseudonymiser('bench', STUDY);
export const SETTINGS: Settings = settingsOf(PROTOCOL, NAMES.fingerprint);

/**
 * Number of clinicians for a number of votes, with the votes per clinician of the published study. Clinicians matter,
 * because creating their entries is work too.
 */
export const clinicianCount = (votes: number): number =>
  Math.max(2, Math.round((votes * PAPER_SCALE.clinicians) / PAPER_SCALE.votes));

/**
 * One event per judgment: a vote with the scores of its answers, already read and checked. Events are generated on
 * demand.
 * @param origin the item and the site of the next judgment
 */
export function* eachJudgmentEvent(
  votes: number,
  origin: () => Pick<Vote, 'item' | 'site'> = () => ({}),
): Generator<Pseudonymous> {
  const scale = { ...PAPER_SCALE, votes, clinicians: clinicianCount(votes) };
  const { judgments } = generateStudy({ study: STUDY, seed: SEED, scale });
  const pseudonymiser = remembering(NAMES);
  const raters = NAMES.ratersIn('bench');
  for (const judgment of judgments)
    for (const event of eventsOf(judgment, true)) {
      const read = readValue({ ...event, ...origin() }, { pseudonymiser, raters, trusted: false });
      if (!read.ok) throw new Error(`the generator made an event that is refused: ${read.reject.message}`);
      yield read.event;
    }
}

/** The same events as a list. */
export const judgmentEvents = (votes: number): Pseudonymous[] => [...eachJudgmentEvent(votes)];
