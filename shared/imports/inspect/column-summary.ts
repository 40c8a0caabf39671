import type { ColumnCounter } from './column-counter.ts';
import type { ColumnProfile } from './column-profile.ts';
import { mayNameRater, namesRater } from './raters.ts';

/** Maximum number of columns that are described. */
const MAX_DESCRIBED_COLUMNS = 40;
const MAX_FREQUENT_WORDS = 8;
const MAX_EXAMPLES = 3;

/** The reason why the contents of a column are not shown. */
export type Hidden =
  | 'holds the clinicians'
  | 'is named like people'
  | 'looks like names or addresses'
  | 'has one value per clinician'
  | 'may hold the clinicians';

/** The contents of a column or path, for display. */
export interface ColumnSummary {
  readonly name: string;
  readonly filled: number;
  readonly empty: number;
  readonly distinct: number;
  /** Whether there are more distinct values than are counted. */
  readonly hasMore: boolean;
  readonly hidden: Hidden | null;
  /** Number and range of the values that are numbers. Null without one, and if the contents are hidden. */
  readonly numbers: { readonly count: number; readonly least: string; readonly greatest: string } | null;
  /** Number of values that are lists or objects. */
  readonly parts: number;
  /** The most frequent values that occur more than once. */
  readonly frequent: readonly (readonly [word: string, count: number])[];
  /** The first values. */
  readonly examples: readonly string[];
}

export interface ColumnSummaries {
  readonly described: readonly ColumnSummary[];
  /** The names of further columns. */
  readonly others: readonly string[];
  /** Whether there are even more columns than are named. */
  readonly hasMore: boolean;
}

/** The meaning of columns, as far as it is known. */
export interface ColumnRoles {
  readonly clinicians: ReadonlySet<string>;
  /** Columns of other fields in the mapping of the file, or in its own form. */
  readonly declared: ReadonlySet<string>;
  /** Columns of other fields that are only guessed. */
  readonly guessed: ReadonlySet<string>;
}

/** Stands for a value or a name that contains a clinician. */
const WITHHELD = '(contains a clinician)';

/** Describes the columns that are read, and as many others as there is room for. The order is that of the file. */
export function summariseColumns(profile: ColumnProfile, roles: ColumnRoles): ColumnSummaries {
  const { columns, uncounted, raters } = profile;
  const isRead = ({ name }: ColumnCounter) => roles.declared.has(name) || roles.clinicians.has(name);
  const first = [...columns.filter(isRead), ...columns.filter((column) => !isRead(column))];
  const described = new Set(first.slice(0, MAX_DESCRIBED_COLUMNS));
  const shownName = (name: string) => (namesRater(name, raters) ? WITHHELD : name);
  const isKnown = columns.some((column) => isRaterColumn(column, roles));
  return {
    described: columns
      .filter((column) => described.has(column))
      .map((column) => {
        const hidden = reasonToHide(column, profile, roles, isKnown);
        return { ...summaryOf(column, profile, hidden), name: shownName(column.name) };
      }),
    hasMore: profile.hasMore,
    others: [...columns.filter((column) => !described.has(column)).map(({ name }) => name), ...uncounted].map(
      shownName,
    ),
  };
}

/** Whether a column certainly holds people. */
const isRaterColumn = ({ name, isPersonal }: ColumnCounter, { clinicians, declared }: ColumnRoles): boolean =>
  isWithin(name, clinicians) || (!isWithin(name, declared) && (mayNameRater(name) || isPersonal));

function reasonToHide(
  column: ColumnCounter,
  { raters, records }: ColumnProfile,
  { clinicians, declared, guessed }: ColumnRoles,
  isKnown: boolean,
): Hidden | null {
  const { name, distinct, hasMore, filled, isShared, isPersonal } = column;
  if (isWithin(name, clinicians)) return 'holds the clinicians';
  if (!isWithin(name, declared) && mayNameRater(name)) return 'is named like people';
  if (isPersonal) return 'looks like names or addresses';
  if (isWithin(name, declared) || isWithin(name, guessed)) return null;
  const isOneEach = !isShared && !hasMore && distinct === raters.size && filled === records;
  if (isOneEach && distinct >= MIN_RATERS && !column.isNumeric) return 'has one value per clinician';
  if (isKnown) return null;
  return mayBeIds(column) ? 'may hold the clinicians' : null;
}

/** Fewer clinicians may each have a value of their own by chance. */
const MIN_RATERS = 5;
const MIN_ID_NUMBER = 1000;

/** Whether values are short enough for ids. Small numbers are scores and labels. */
function mayBeIds(column: ColumnCounter): boolean {
  if (column.isNumeric)
    return [column.least, column.greatest].some((text) => Math.abs(Number(text)) >= MIN_ID_NUMBER);
  return column.distinct > 0 && column.values().every(([word]) => !word.endsWith('…'));
}

/** Whether a path is one of some others, or within one. */
const isWithin = (path: string, others: ReadonlySet<string>): boolean => {
  if (others.has(path)) return true;
  for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1))
    if (others.has(path.slice(0, dot))) return true;
  return false;
};

function summaryOf(
  column: ColumnCounter,
  { records, raters }: ColumnProfile,
  hidden: Hidden | null,
): ColumnSummary {
  const { name, filled, distinct, hasMore, numbers, least, greatest, parts } = column;
  const facts = { name, filled, empty: records - filled, distinct, hasMore, hidden, parts };
  if (hidden !== null) return { ...facts, numbers: null, frequent: [], examples: [] };
  const values = column.values();
  const shown = (word: string) => (namesRater(word, raters) ? WITHHELD : word);
  const frequent = values.filter(([, count]) => count > 1).sort(([, a], [, b]) => b - a);
  return {
    ...facts,
    numbers: numbers === 0 ? null : { count: numbers, least, greatest },
    frequent: frequent.slice(0, MAX_FREQUENT_WORDS).map(([word, count]) => [shown(word), count] as const),
    examples: values.slice(0, MAX_EXAMPLES).map(([word]) => shown(word)),
  };
}
