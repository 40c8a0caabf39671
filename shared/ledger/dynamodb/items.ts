import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type Counts, cellId, type Pseudonym } from '../cells/cell.ts';
import type { CompactEntry } from '../ledger-codec.ts';
import type { CellAddition, JudgmentKey } from '../port.ts';

/** The attributes of a judgment's item, without its key. */
export function itemOf(entry: CompactEntry): Item {
  const item: Item = {};
  for (const [name, value] of Object.entries(entry) as [string, string | number | string[]][])
    item[name] =
      typeof value === 'number'
        ? { N: String(value) }
        : typeof value === 'string'
          ? { S: value }
          : { L: value.map((S) => ({ S })) };
  return item;
}

/**
 * Reads the fields of a judgment's item. Absent fields are undefined, so that all entries have one form: a publication reads
 * up to 200,000 items, and V8 reads objects of one form several times faster.
 */
export function entryFromItem(item: Item): CompactEntry {
  const fields: Record<keyof CompactEntry, string | number | string[] | undefined> = {
    sp: item.sp?.S,
    sr: numberIn(item.sr),
    h: item.h?.S,
    hr: numberIn(item.hr),
    i: item.i?.S,
    ir: numberIn(item.ir),
    a: item.a?.S,
    b: item.b?.S,
    o: item.o?.S,
    cr: numberIn(item.cr),
    ca: item.ca?.S,
    cb: item.cb?.S,
    aa: item.aa?.S,
    ar: numberIn(item.ar),
    ba: item.ba?.S,
    br: numberIn(item.br),
    n: textsIn(item.n),
    va: item.va?.S,
    ve: numberIn(item.ve),
    vb: item.vb?.S,
    vf: numberIn(item.vf),
    vn: textsIn(item.vn),
    m: textsIn(item.m),
    x: item.x?.S,
    v: numberIn(item.v),
    s: item.s?.S,
    t: item.t?.S,
  };
  return fields as unknown as CompactEntry;
}

const numberIn = (attribute: AttributeValue | undefined): number | undefined =>
  attribute === undefined ? undefined : Number(attribute.N);

const textsIn = (attribute: AttributeValue | undefined): string[] | undefined =>
  attribute?.L?.map((part) => part.S!);

export type Item = Record<string, AttributeValue>;
export type Key = { pk: { S: string }; sk: { S: string } };

const key = (pk: string, sk: string): Key => ({ pk: { S: pk }, sk: { S: sk } });

/** Prefix of the sort key of a clinician's entry. No specialty begins with it. */
export const PARTICIPANT_MARK = '@';

/** The partition of a clinician's judgments, in the ledger. */
export const clinicianPartition = (study: string, clinician: Pseudonym): string => `${study}#${clinician}`;

/** The partition of a group's cells and clinicians, in the counters. */
export const groupPartition = (study: string, group: number): string =>
  `${study}#${String(group).padStart(2, '0')}`;

export const judgmentKey = (study: string, { clinician, judgment }: JudgmentKey): Key =>
  key(clinicianPartition(study, clinician), judgment);

export const cellKey = (study: string, { group, ...cell }: Omit<CellAddition, 'counts'>): Key =>
  key(groupPartition(study, group), cellId(cell));

export const participantKey = (study: string, group: number, clinician: Pseudonym): Key =>
  key(groupPartition(study, group), PARTICIPANT_MARK + clinician);

/** The study's frozen settings, in the counters. */
export const settingsKey = (study: string): Key => key(`${study}#@study`, 'settings');

/** The study's change mark, in the counters. It is apart from the settings, because these are replaced as a whole. */
export const changeMarkKey = (study: string): Key => key(`${study}#@study`, 'changed');

/** The list of the study's unfinished erasures, in the counters. */
export const erasuresKey = (study: string): Key => key(`${study}#@study`, 'erasures');

/** An import's item, in the counters. */
export const importKey = (study: string, importId: string): Key => key(`${study}#@imports`, importId);

/** The item of a group of imports, in the counters. No import has such an id. */
export const importGroupKey = (study: string, group: string): Key => key(`${study}#@imports`, `@${group}`);

/** The attribute that counts the changes of a cell. It cannot be a slot, because slots have two characters. */
export const VERSION = 'v';

/** The counts of a cell: its numeric attributes, without the version and without zeros. The keys are texts. */
export function countsOf(item: Item): Counts {
  const counts = new Map<string, number>();
  for (const slot in item) {
    const { N } = item[slot]!;
    if (N !== undefined && N !== '0' && slot !== VERSION) counts.set(slot, Number(N));
  }
  return counts;
}

/** The number of changes of a cell; 0 if the item has no version yet. */
export const versionOf = (item: Item): number => Number(item[VERSION]?.N ?? 0);

/** The parts of an update that adds counts to attributes. Names need aliases, because they collide with reserved words. */
export interface Adding {
  /** `ADD …`; empty if there are no counts. */
  readonly expression: string;
  readonly names: Record<string, string>;
  readonly values: Item;
}

/** An update that adds counts to a cell, and 1 to its version. */
export const addingToCell = (counts: Counts): Adding => adding([[VERSION, 1], ...counts]);

/**
 * An update that adds counts to the attributes `prefix` + slot. It is one plain loop for speed, because a cell of an import
 * has a hundred slots.
 */
export function adding(counts: Iterable<readonly [string, number]>, prefix = ''): Adding {
  const clauses: string[] = [];
  // The keys are aliases that are made here, so no outside text can be a key, such as `__proto__`.
  const names: Record<string, string> = {};
  const values: Item = {};
  for (const [slot, count] of counts) {
    const index = clauses.length;
    names[`#${index}`] = prefix + slot;
    values[`:${index}`] = { N: String(count) };
    clauses.push(`#${index} :${index}`);
  }
  return { expression: clauses.length === 0 ? '' : `ADD ${clauses.join(',')}`, names, values };
}

/** The action that adds counts to a cell. */
export function addToCell(
  { counts, ...cell }: CellAddition,
  study: string,
  TableName: string,
): TransactWriteItem {
  const { expression, names, values } = addingToCell(counts);
  return {
    Update: {
      TableName,
      Key: cellKey(study, cell),
      UpdateExpression: expression,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    },
  };
}
