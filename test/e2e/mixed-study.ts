import { gzipSync } from 'node:zlib';
import { stringify } from 'csv-stringify/sync';
import type { GeneratedJudgment } from '../../cli/generate/study.ts';
import type { Event, Vote } from '../../shared/contracts/event.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import { judgmentsOf, untidyEvents } from '../support/untidy-study.ts';

/** A study of which one part comes in files, and the other part as messages. */
export interface MixedStudy {
  /** The dropped files by name, and their mappings. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** The distinct events that are sent as messages. */
  readonly sent: readonly Event[];
}

const PROMPTS = 40;
/** Number of items. The mapping makes another id of a prompt than the events do. */
export const ITEMS = 2 * PROMPTS;
/** The hospitals of the study. */
export const SITES = ['Geneva', 'Nairobi', 'Lausanne', 'Kampala', 'Zürich', 'Mombasa', 'Basel'];
/** One of this many judgments names neither a prompt nor a site nor an answer. */
const UNPLACED_EVERY = 9;

/** Adds a prompt, two answers and a site. Prompts and answers are texts that are longer than a name. */
function placed(judgment: GeneratedJudgment, index: number): GeneratedJudgment {
  if (index % UNPLACED_EVERY === 0) return judgment;
  const { vote, ratings } = judgment;
  const random = seededRandom(index);
  const item = `Question ${random.below(PROMPTS)}: ${'which dose does this patient need? '.repeat(5)}`.trim();
  const site = random.pick(SITES);
  const version = random.below(2);
  const answerOf = (model: string): string => `Answer ${version} of ${model}. ${item}`;
  return {
    vote: { ...vote, item, site, answers: [answerOf(vote.first), answerOf(vote.second)] },
    ratings: ratings.map((rating) => ({ ...rating, item, site, answer: answerOf(rating.model) })),
  };
}

const jsonLines = (events: readonly Event[]): string =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('');

const csv = (rows: readonly Readonly<Record<string, unknown>>[]): string =>
  stringify([...rows], { header: true });

/** A votes table in Primum's own form. */
const ownTable = (votes: readonly Vote[]): string =>
  csv(
    votes.map(({ kind: _, study: _study, answers, item, site, ...columns }) => ({
      ...{ ...columns, item, site },
      ...{ first_answer: answers?.[0], second_answer: answers?.[1] },
    })),
  );

/** A table with the columns of another tool, with scores from 1 to 5 on one criterion. */
const foreignTable = (judgments: readonly GeneratedJudgment[]): string =>
  csv(
    judgments.map(({ vote, ratings }) => {
      const harmOf = (name: string) => {
        const score = ratings.find(({ model }) => model === name)?.scores.harmlessness;
        return score === undefined ? '' : score + 3;
      };
      return {
        ...{ case: vote.judgment, rater: vote.clinician, when: vote.at, field: vote.specialty },
        ...{ nation: vote.country, hospital: vote.site, prompt: vote.item },
        ...{ model_1: vote.first, model_2: vote.second },
        ...{ response_1: vote.answers?.[0], response_2: vote.answers?.[1], better: vote.outcome },
        ...{ harm_1: harmOf(vote.first), harm_2: harmOf(vote.second) },
      };
    }),
  );

const FOREIGN_MAPPING = {
  row: 'vote',
  columns: {
    ...{ judgment: 'case', clinician: 'rater', at: 'when', specialty: 'field', country: 'nation' },
    ...{
      site: 'hospital',
      item: { hash: ['prompt'] },
      first: 'model_1',
      second: 'model_2',
      outcome: 'better',
    },
    ...{ first_answer: { hash: ['response_1'] }, second_answer: { hash: ['response_2'] } },
  },
  scores: {
    columns: {
      harm_1: { answer: 'first', criterion: 'harmlessness' },
      harm_2: { answer: 'second', criterion: 'harmlessness' },
    },
  },
  scale: { from: [1, 5] },
};

/**
 * A study of many forms: an own table with its ratings, of which some are sent instead, the table of another tool,
 * and messages with revisions, contradictions and withdrawals.
 */
export function mixedStudy(study: string, votes: number): MixedStudy {
  const judgments = judgmentsOf(study, 11, votes).map(placed);
  const quarter = Math.floor(votes / 4);
  const own = judgments.slice(0, quarter);
  const foreign = judgments.slice(quarter, 2 * quarter);
  const byQueue = own.filter((_, index) => index % 3 === 0);
  const byFile = own.filter((_, index) => index % 3 !== 0);
  return {
    files: new Map<string, string | Uint8Array>([
      ['votes.csv', ownTable(own.map(({ vote }) => vote))],
      ['ratings.jsonl.gz', gzipSync(jsonLines(byFile.flatMap(({ ratings }) => ratings)))],
      ['cases.csv.mapping.json', JSON.stringify(FOREIGN_MAPPING)],
      ['cases.csv', foreignTable(foreign)],
    ]),
    sent: [...byQueue.flatMap(({ ratings }) => ratings), ...untidyEvents(judgments.slice(2 * quarter))],
  };
}
