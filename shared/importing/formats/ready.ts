import type { Mapping, Ready } from '../../contracts/mapping.ts';

type Form = Pick<Mapping, 'row' | 'columns' | 'labels' | 'scores' | 'time' | 'latestWins'>;

const BATTLE = { model_a: 'first', model_b: 'second', tie: 'tie' } as const;

/** What the known forms of files have in common. What they do not say is left to the mapping beside a file. */
const READY_MAPPINGS: Readonly<Record<Ready, Form>> = {
  // Neither models, specialty nor scale stand in the file.
  moove: {
    row: 'vote',
    columns: {
      judgment: ['contribution_id', 'id', '$key'],
      item: 'parentContribution.value',
      clinician: 'user.value',
      country: 'country',
      outcome: 'vote',
    },
    labels: { outcome: { '1': 'first', '2': 'second', '12': 'tie' } },
    scores: { cards: { first: 'evaluations.first', second: 'evaluations.second' } },
    time: {},
  },
  arena: {
    row: 'vote',
    columns: {
      judgment: ['id'],
      item: ['question_id'],
      clinician: ['judge', 'evaluation_session_id'],
      specialty: ['specialty'],
      country: ['country'],
      at: ['tstamp', 'timestamp'],
      first: 'model_a',
      second: 'model_b',
      outcome: 'winner',
    },
    labels: { outcome: { ...BATTLE, both_bad: 'both_bad', 'tie (bothbad)': 'both_bad' } },
    time: { unit: 'seconds' },
  },
  // A question has two turns, each judged for itself.
  'mt-bench': {
    row: 'vote',
    columns: {
      item: { join: ['question_id', 'turn'], with: '/' },
      clinician: 'judge',
      specialty: ['specialty'],
      first: 'model_a',
      second: 'model_b',
      outcome: 'winner',
    },
    labels: { outcome: BATTLE },
    time: {},
  },
  'left-right-winner': {
    row: 'vote',
    columns: {
      judgment: ['judgment', 'id'],
      clinician: ['clinician', 'judge', 'annotator', 'worker', 'rater'],
      specialty: ['specialty'],
      country: ['country'],
      at: ['at', 'timestamp'],
      item: ['item', 'question_id'],
      first: 'left',
      second: 'right',
      outcome: 'winner',
    },
    labels: { outcome: { left: 'first', right: 'second', tie: 'tie', both_bad: 'both_bad' } },
    time: {},
  },
  // Of the records that its annotations are unfolded to.
  'label-studio': {
    row: 'vote',
    columns: {
      judgment: 'annotation.id',
      item: 'task.id',
      clinician: 'annotation.by',
      at: 'annotation.created_at',
      specialty: 'data.specialty',
      first: 'data.model_a',
      second: 'data.model_b',
      outcome: 'pairwise',
    },
    labels: { outcome: { left: 'first', right: 'second' } },
    time: {},
    latestWins: 'annotation.updated_at',
  },
};

/** A mapping with what the known form that it begins from says. */
export function withReady(given: Mapping): Mapping {
  if (!given.reads) return given;
  const ready = READY_MAPPINGS[given.reads];
  return {
    ...ready,
    ...given,
    columns: { ...ready.columns, ...given.columns },
    labels: { ...ready.labels, ...given.labels },
    time: { ...ready.time, ...given.time },
  };
}

/** The mapping that says no more than which known form a file has. */
export const bareMapping = (reads: Ready): Mapping => ({
  reads,
  columns: {},
  constants: {},
  labels: {},
  time: {},
});
