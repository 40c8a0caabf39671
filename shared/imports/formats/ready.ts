import { type Mapping, READY, type Ready } from '../../contracts/index.ts';

type Form = Pick<
  Mapping,
  'row' | 'columns' | 'labels' | 'scores' | 'time' | 'latestWins' | 'only' | 'except' | 'outcomeNamesModel'
>;

/** A statement that is true, or missing. */
const TRUE_IF_STATED = [true, 'True', 'TRUE', ''];

const BATTLE = { model_a: 'first', model_b: 'second', tie: 'tie' } as const;

/** The columns of battles of the arena except the outcome. */
const BATTLE_COLUMNS: Mapping['columns'] = {
  judgment: ['id'],
  item: ['question_id'],
  clinician: ['judge', 'judge_hash', 'evaluation_session_id'],
  specialty: ['specialty'],
  country: ['country'],
  at: ['tstamp', 'timestamp'],
  first: 'model_a',
  second: 'model_b',
};

/** The words for 1 and 0 in tables, data frames and JSON. */
const ONE_AND_ZERO = [
  ['1', '0'],
  ['1.0', '0.0'],
  ['true', 'false'],
  ['True', 'False'],
  ['TRUE', 'FALSE'],
] as const;
const ONE_HOT = Object.fromEntries(
  ONE_AND_ZERO.flatMap(([one, zero]) => [
    [`${one}/${zero}/${zero}`, 'first'] as const,
    [`${zero}/${one}/${zero}`, 'second'] as const,
    [`${zero}/${zero}/${one}`, 'tie'] as const,
  ]),
);

/** The places of the id of a judgment in a MOOVE export. */
const MOOVE_IDS = ['contribution_id', 'id', '$key'];
/** The places of the pair of answers in a MOOVE export. */
const MOOVE_PAIR = ['parentContribution.value', { hash: ['question', 'firstAnswer', 'secondAnswer'] }];

/** The common features of the known forms of files. The mapping next to a file adds the other features. */
export const READY_MAPPINGS: Readonly<Record<Ready, Form>> = {
  // The file contains neither models, specialty nor scale.
  moove: {
    row: 'vote',
    columns: {
      judgment: [...MOOVE_IDS, ...MOOVE_PAIR],
      item: [{ hash: ['question'] }, { hash: ['prompt'] }],
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
    columns: { ...BATTLE_COLUMNS, outcome: 'winner' },
    labels: { outcome: { ...BATTLE, both_bad: 'both_bad', 'tie (bothbad)': 'both_bad' } },
    time: { unit: 'seconds' },
    // If the names of the models were displayed, the arena itself does not count the vote.
    only: { anony: TRUE_IF_STATED },
  },
  'arena-one-hot': {
    row: 'vote',
    columns: {
      ...BATTLE_COLUMNS,
      outcome: { join: ['winner_model_a', 'winner_model_b', 'winner_tie'], with: '/' },
    },
    labels: { outcome: ONE_HOT },
    time: { unit: 'seconds' },
    only: { anony: TRUE_IF_STATED },
  },
  // A question has two turns, and each is judged separately.
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
  // The outcome is the name of the chosen model, or empty if both are equal.
  'compar-ia': {
    row: 'vote',
    columns: {
      judgment: ['id'],
      item: ['conversation_pair_id'],
      clinician: 'visitor_id',
      specialty: ['specialty'],
      at: ['timestamp'],
      first: 'model_a_name',
      second: 'model_b_name',
      outcome: ['chosen_model_name', 'both_equal'],
    },
    labels: { outcome: { true: 'tie', True: 'tie', TRUE: 'tie' } },
    outcomeNamesModel: true,
    time: {},
  },
  medarena: {
    row: 'vote',
    columns: {
      judgment: ['id'],
      clinician: ['clinician', 'judge', 'annotator', 'rater', 'user_id'],
      specialty: ['specialty'],
      country: ['country'],
      first: 'model1',
      second: 'model2',
      outcome: 'preference',
    },
    labels: { outcome: { A: 'first', B: 'second', tie: 'tie', neither: 'both_bad' } },
    time: {},
  },
  // `mapping` names the model behind each option. A task that was rejected or ignored has no vote.
  prodigy: {
    row: 'vote',
    columns: {
      item: ['id', '_task_hash'],
      clinician: ['_annotator_id', '_session_id'],
      specialty: ['specialty', 'meta.specialty'],
      at: ['_timestamp'],
      first: 'mapping.A',
      second: 'mapping.B',
      outcome: 'accept',
    },
    labels: { outcome: { A: 'first', B: 'second' } },
    time: { unit: 'seconds' },
    only: { answer: ['accept'] },
  },
  // The columns are those of the records that its annotations are unfolded to.
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
  // The column of the outcome has the name of a tag.
  'label-studio-min': {
    row: 'vote',
    columns: {
      judgment: 'annotation_id',
      item: 'id',
      clinician: 'annotator',
      at: 'created_at',
      specialty: ['specialty'],
      first: 'model_a',
      second: 'model_b',
    },
    labels: { outcome: { left: 'first', right: 'second' } },
    time: {},
    latestWins: 'updated_at',
  },
};

/** Answers to a survey of Qualtrics that no participant gave: its codes, and their labels. */
const QUALTRICS = {
  except: { Status: [1, 'Survey Preview', 2, 'Survey Test', 8, 'Spam', 9, 'Spam Preview'] },
};

/** Whether files of a form are read by a mapping of ours. */
export const isReady = (form: string): form is Ready => (READY as readonly string[]).includes(form);

/** The conditions by which a known form leaves out records. None if the form is not known. */
export const conditionsOf = (form: string): Pick<Form, 'only' | 'except'> => {
  if (form === 'qualtrics') return QUALTRICS;
  const { only, except } = isReady(form) ? READY_MAPPINGS[form] : {};
  return { only, except };
};

/** A mapping, completed by the known form that it begins from. */
export function withReady(given: Mapping): Mapping {
  if (!given.reads) return given;
  const ready = READY_MAPPINGS[given.reads];
  return {
    ...ready,
    ...given,
    columns: { ...ready.columns, ...given.columns },
    labels: { ...ready.labels, ...given.labels },
    time: { ...ready.time, ...given.time },
    only: { ...ready.only, ...given.only },
    except: { ...ready.except, ...given.except },
  };
}

/**
 * Without clinicians, a pair of answers identifies no judgment, because several clinicians judge the same pair.
 * @see docs/decisions/0106-questions-are-items.md
 */
export function withoutPairAsId(given: Mapping, mapping: Mapping): Mapping {
  if (mapping.reads !== 'moove' || given.columns.judgment !== undefined) return mapping;
  return { ...mapping, columns: { ...mapping.columns, judgment: MOOVE_IDS } };
}

/** A mapping that only names the known form of a file. */
export const bareMapping = (reads: Ready): Mapping => ({
  reads,
  columns: {},
  constants: {},
  labels: {},
  time: {},
});
