import { type Fault, type Field, type Mapping, UNSPECIFIED } from '../../contracts/index.ts';
import { type Access, accessTo, columnsOf, isInexact, textOf } from './access.ts';
import type { NamedCriterion } from './criterion-names.ts';
import type { Draft, DraftStep } from './draft.ts';
import { type LabelField, labelReader } from './labels.ts';
import { readTime } from './times.ts';

type Header = readonly string[] | null;

/** Properties of a file that reading its records depends on. */
export interface MappedFile {
  /** The names of the columns. Null for JSON. */
  readonly header: Header;
  /** The study of records that name none. */
  readonly study: string;
  /** Whether records without a clinician count as those of one unspecified clinician. */
  readonly anonymous: boolean;
  /** The criteria of the study's protocol. */
  readonly criteria: readonly NamedCriterion[];
}

/** Fields that are names, each with the labels by which it is read. */
const NAMES: readonly (readonly [Field, LabelField | null])[] = [
  ['judgment', null],
  ['study', null],
  ['clinician', null],
  ['pseudonym', null],
  ['item', null],
  ['specialty', 'specialty'],
  ['country', 'country'],
  ['site', 'site'],
  ['first', 'model'],
  ['second', 'model'],
  ['model', 'model'],
  ['first_answer', null],
  ['second_answer', null],
  ['answer', null],
  ['first_version', null],
  ['second_version', null],
  ['model_version', null],
];

/**
 * All steps for an event except its scores. Columns have priority over the lookup, and the lookup over constants. The
 * outcome follows them, because it may be the name of a model that they give.
 */
export function fieldSteps(mapping: Mapping, file: MappedFile): DraftStep[] {
  const { header } = file;
  return [
    ...NAMES.map(([field, labels]) => nameStep(field, labels, mapping, header)),
    lookupStep(mapping, header),
    restStep(mapping, file),
    outcomeStep(mapping, header),
    timeStep(mapping, header),
    revisionStep(mapping, header),
  ].filter((step) => step !== null);
}

function accessOf(field: Field, { columns }: Mapping, header: Header): Access | null {
  const source = columns[field];
  return source ? accessTo(source, header) : null;
}

function nameStep(field: Field, by: LabelField | null, mapping: Mapping, header: Header): DraftStep | null {
  const access = accessOf(field, mapping, header);
  if (!access) return null;
  if (by === null)
    return (draft, record, key) => {
      const value = access(record, key);
      draft.set(field, textOf(value));
      refuseNameless(draft, field, value);
    };
  const read = labelReader(by, field, mapping.labels);
  return (draft, record, key) => {
    const value = access(record, key);
    if (value === undefined) return;
    const labelled = read(value);
    refuseNameless(draft, field, value);
    if ('value' in labelled) return draft.set(field, labelled.value);
    draft.set(field, textOf(value));
    draft.refuse(labelled.fault);
  };
}

function refuseNameless(draft: Draft, field: string, value: unknown): void {
  if (holdsParts(value)) draft.refuseField(field, NO_NAME);
  if (isInexact(value)) draft.refuseField(field, Number.isNaN(value) ? NO_VALUE : NO_EXACT_NUMBER);
}

// The word itself would be taken for the id of a clinician, and replaced.
const NO_VALUE = 'is the mark by which Python writes a missing number; write null if the record has no value';

const NO_EXACT_NUMBER =
  'is a number that may have lost digits, so that two ids could become one; write it as a text or as an integer';

const holdsParts = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !(value instanceof Date) && !isInexact(value);

const NO_NAME =
  'is a list or an object, but must be one name; name a path within it under "columns" of the mapping, such as' +
  ' "user.id", or write one record per part';

/** If the outcome is the name of the preferred model, it is compared with the names of the models in the file. */
function outcomeStep(mapping: Mapping, header: Header): DraftStep | null {
  const access = accessOf('outcome', mapping, header);
  if (!access) return null;
  const read = labelReader('outcome', 'outcome', mapping.labels);
  const winner = mapping.outcomeNamesModel ? winnerReader(mapping, header) : () => undefined;
  const unanswered = withoutOutcome(columnsOf(mapping.columns.outcome));
  return (draft, record, key) => {
    const value = onlyChoice(access(record, key));
    if (value === undefined) return draft.refuse(unanswered);
    const labelled = read(value);
    const named =
      'fault' in labelled || !mapping.labels.outcome ? winner(draft, record, key, value) : undefined;
    draft.set('outcome', named ?? ('value' in labelled ? labelled.value : textOf(value)));
    if (named === undefined && 'fault' in labelled) draft.refuse(labelled.fault);
  };
}

/** The fault of a record whose outcome is empty. If it has one column, the message shows the condition for such records. */
function withoutOutcome(columns: readonly string[]): Fault {
  const [column, another] = columns;
  const remedy =
    column !== undefined && another === undefined
      ? `; if the question was not answered, leave out such records with "except": {${JSON.stringify(column)}: [""]}`
      : '';
  return { reason: 'missing_field', field: 'outcome', message: `outcome: is missing${remedy}` };
}

/** Several tools write the only choice of a person as a list. */
const onlyChoice = (value: unknown): unknown =>
  Array.isArray(value) && value.length === 1 ? value[0] : value;

function winnerReader(mapping: Mapping, header: Header) {
  const models = (['first', 'second'] as const).map(
    (place) => [place, accessOf(place, mapping, header)] as const,
  );
  return (draft: Draft, record: unknown, key: string | undefined, value: unknown) =>
    models.find(([place, access]) => {
      const name = (access && textOf(access(record, key))) ?? draft.fields.get(place);
      return name !== undefined && name === textOf(value);
    })?.[0];
}

function timeStep(mapping: Mapping, header: Header): DraftStep | null {
  const access = accessOf('at', mapping, header);
  if (!access) return null;
  return (draft, record, key) => {
    const value = access(record, key);
    if (value === undefined) return;
    const time = readTime(value, mapping.time, mapping.table?.decimal);
    draft.set('at', 'why' in time ? textOf(value) : time.at);
    if ('why' in time) draft.refuseField('at', time.why);
    else if (time.unzoned) draft.notes.push('no_zone');
  };
}

/** Room for the milliseconds from 1970 to 2109. A constant revision is added as a multiple of this step. */
const REVISION_STEP = 2 ** 42;
const WHOLE = /^[1-9]\d{0,15}$/;

/**
 * The revision: a column, or a constant. If the latest of several records wins, the revision is the number of
 * milliseconds since 1970. A constant then raises it above all revisions with lower constants.
 */
function revisionStep(mapping: Mapping, header: Header): DraftStep | null {
  const { latestWins, constants, time, table } = mapping;
  const column = accessOf('revision', mapping, header);
  const latest = latestWins === undefined ? null : accessTo(latestWins, header);
  if (latest)
    return (draft, record, key) => {
      const value = latest(record, key);
      const read = readTime(value, time, table?.decimal);
      const milliseconds = 'why' in read ? Number.NaN : Date.parse(read.at);
      if (milliseconds > 0 && milliseconds < REVISION_STEP)
        return draft.set('revision', (constants.revision ?? 0) * REVISION_STEP + milliseconds);
      draft.set('revision', textOf(value));
      draft.refuseField('revision', 'the column of "latestWins" contains no time that can be read');
    };
  if (!column) return null;
  return (draft, record, key) => {
    const text = textOf(column(record, key));
    draft.set('revision', typeof text === 'string' && WHOLE.test(text) ? Number(text) : text);
  };
}

function lookupStep({ lookup }: Mapping, header: Header): DraftStep | null {
  if (!lookup) return null;
  const access = accessTo(lookup.by, header) ?? (() => undefined);
  const entries = new Map<unknown, object>(
    Object.entries(lookup.entries).map(([key, entry]) => [textOf(key), entry]),
  );
  return (draft, record, key) => {
    const entry = entries.get(textOf(access(record, key)));
    if (!entry) return draft.refuseField('lookup', 'the mapping has no entry for this record');
    for (const [field, value] of Object.entries(entry)) draft.fill(field, value);
  };
}

/** Constants, and the rules for missing fields. */
function restStep(mapping: Mapping, { study, anonymous }: MappedFile): DraftStep {
  // The criterion is the name of a score, and no field of an event.
  const constants = Object.entries(mapping.constants).filter(([field]) => field !== 'criterion');
  return (draft) => {
    for (const [field, value] of constants) draft.fill(field, value);
    draft.fill('study', study);
    if (anonymous && !draft.fields.has('clinician') && !draft.fields.has('pseudonym')) {
      draft.set('clinician', UNSPECIFIED);
      draft.notes.push('no_clinician');
    }
    if (draft.fields.has('specialty')) return;
    draft.set('specialty', UNSPECIFIED);
    draft.notes.push('no_specialty');
  };
}
