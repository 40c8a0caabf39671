import type { Mapping, Ready } from '../../contracts/index.ts';

/** The entries of a mapping that a known form states. */
type Stated = 'columns' | 'labels' | 'time';
type Optional = 'row' | 'scores' | 'latestWins' | 'each' | 'only' | 'except' | 'order' | 'outcomeNamesModel';
export type ReadyMapping = Pick<Mapping, Stated | Optional>;

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
export const MOOVE_IDS = ['contribution_id', 'id', '$key'];
/** The places of the pair of answers in a MOOVE export. */
const MOOVE_PAIR = ['parentContribution.value', { hash: ['question', 'firstAnswer', 'secondAnswer'] }];

/**
 * The common features of the known forms of files. The mapping next to a file adds the other features.
 * @see docs/decisions/0110-count-judgments-of-people-only.md
 */
export const READY_MAPPINGS: Readonly<Record<Ready, ReadyMapping>> = {
  // The file contains neither models, specialty nor scale.
  moove: {
    row: 'vote',
    columns: {
      judgment: [...MOOVE_IDS, ...MOOVE_PAIR],
      item: [{ hash: ['question'] }, { hash: ['prompt'] }],
      clinician: 'user.value',
      country: 'country',
      site: ['organization_name'],
      first_answer: [{ hash: ['firstAnswer'] }],
      second_answer: [{ hash: ['secondAnswer'] }],
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
      first_answer: [{ hash: ['response_a'] }],
      second_answer: [{ hash: ['response_b'] }],
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
      judgment: ['id', 'conversation_pair_id'],
      item: [{ hash: ['opening_msg'] }],
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
      // The hash of a task also depends on its options.
      item: ['_input_hash', 'id', '_task_hash'],
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
  // Rows of named annotators are those of models. People have a number.
  'alpaca-eval': {
    row: 'vote',
    columns: {
      item: [{ hash: ['instruction', 'input'] }, { hash: ['instruction'] }],
      clinician: ['annotator_index', 'annotator'],
      specialty: ['specialty'],
      first: 'generator_1',
      second: 'generator_2',
      first_answer: [{ hash: ['output_1'] }],
      second_answer: [{ hash: ['output_2'] }],
      outcome: 'preference',
    },
    labels: { outcome: { '1': 'first', '2': 'second', '1.5': 'tie', '0': 'tie' } },
    time: {},
    order: 'unknown',
    only: { annotator: ['', 0, 1, 2, 3] },
  },
  // The columns are those of the records that its comparisons are unfolded to.
  pandalm: {
    row: 'vote',
    columns: {
      judgment: 'idx',
      item: [{ hash: ['instruction', 'input'] }, { hash: ['instruction'] }],
      clinician: 'annotator',
      specialty: ['record.specialty'],
      first: 'first',
      second: 'second',
      first_answer: [{ hash: ['record.response1'] }],
      second_answer: [{ hash: ['record.response2'] }],
      outcome: 'preference',
    },
    labels: { outcome: { '1': 'first', '2': 'second', '0': 'tie' } },
    time: {},
    order: 'unknown',
  },
  // A thumb up prefers the answer to each of the other answers, and a thumb down prefers each of them, as in its own
  // leaderboard.
  'open-webui': {
    row: 'vote',
    each: 'data.sibling_model_ids',
    columns: {
      judgment: { join: ['id', 'data.sibling_model_ids'], with: '/' },
      item: { join: ['meta.chat_id', 'meta.message_index'], with: '/' },
      clinician: 'user_id',
      at: ['created_at'],
      first: 'data.model_id',
      second: 'data.sibling_model_ids',
      outcome: 'data.rating',
    },
    labels: { outcome: { '1': 'first', '-1': 'second' } },
    time: { unit: 'seconds' },
    latestWins: 'updated_at',
    order: 'unknown',
    // Outside of the arena, the names of the models are displayed.
    only: { type: ['rating'], 'meta.arena': TRUE_IF_STATED },
  },
  // A score names neither its model nor its scale. The value of a category may be a default, so that its word counts.
  langfuse: {
    row: 'score',
    columns: {
      judgment: ['observationId', 'traceId'],
      clinician: 'authorUserId',
      criterion: 'name',
      score: ['stringValue', 'value'],
    },
    labels: {},
    time: {},
    only: { source: ['ANNOTATION'] },
    except: { dataType: ['TEXT', 'CORRECTION'] },
  },
  // The questions and the places of the models differ between data sets.
  argilla: {
    each: 'responses',
    columns: {
      judgment: ['id', 'external_id'],
      item: ['external_id', 'id'],
      clinician: 'responses.user_id',
    },
    labels: {},
    time: {},
    only: { 'responses.status': ['submitted'] },
  },
};
