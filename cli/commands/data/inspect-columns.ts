import type { ColumnSummaries, ColumnSummary } from '../../../shared/imports/inspect/index.ts';
import { several } from '../../../shared/lib/index.ts';
import { count, plain } from '../../command-line/terminal.ts';

/** Width of the terminal in characters for which columns are laid out. */
const WIDTH = 80;
const MAX_VALUE_CHARACTERS = 40;
const MAX_NAME_CHARACTERS = 70;
const MAX_NAMED_COLUMNS = 500;
const INDENT = '    ';

/** The columns of a file in lines of at most 80 characters. The last lines only name those without room. */
export function columnLines({ described, others, hasMore }: ColumnSummaries): string[] {
  const named = others.slice(0, MAX_NAMED_COLUMNS).map(cutName);
  const more = hasMore || others.length > named.length ? ['and others'] : [];
  const number = `${hasMore ? 'more than ' : ''}${count(others.length)}`;
  return [
    ...(described.length > 0 ? ['Columns:', ...described.flatMap(linesOf)] : []),
    ...(others.length > 0
      ? [`Columns that are not described (${number}):`, ...wrapped('', [...named, ...more])]
      : []),
  ];
}

function linesOf(column: ColumnSummary): string[] {
  const { name, filled, empty, distinct, hasMore, hidden, numbers, parts, frequent, examples } = column;
  const facts = [
    `${count(filled)} filled`,
    `${count(empty)} empty`,
    ...(parts > 0 ? [`${count(parts)} lists or objects`] : []),
    ...(parts === filled ? [] : [`${hasMore ? 'more than ' : ''}${count(distinct)} distinct`]),
    ...(numbers ? [numbersText(numbers, filled)] : []),
  ];
  if (hidden !== null) return [`  ${cutName(name)}`, ...wrapped('', [...facts, `not shown: ${hidden}`])];
  const isListed = frequent.length === distinct;
  return [
    `  ${cutName(name)}`,
    ...wrapped('', facts),
    ...(frequent.length > 0
      ? wrapped(
          'most frequent: ',
          frequent.map(([word, times]) => `${cut(word)} (${count(times)})`),
        )
      : []),
    ...(examples.length > 0 && !isListed
      ? wrapped(
          'for example: ',
          examples.map((example) => cut(example)),
        )
      : []),
  ];
}

const numbersText = (numbers: NonNullable<ColumnSummary['numbers']>, filled: number): string =>
  `${numbers.count === filled ? 'all numbers' : several(numbers.count, 'number')} from ${cut(numbers.least)} to ${cut(numbers.greatest)}`;

function cut(text: string, most = MAX_VALUE_CHARACTERS): string {
  const points = [...plain(text)];
  return points.length > most ? `${points.slice(0, most - 1).join('')}…` : points.join('');
}

const cutName = (name: string): string => cut(name, MAX_NAME_CHARACTERS);

/** Items on lines that do not exceed the width. */
function wrapped(title: string, items: readonly string[]): string[] {
  const lines: string[] = [];
  let line = `${INDENT}${title}`;
  for (const [index, item] of items.entries()) {
    const text = index < items.length - 1 ? `${item},` : item;
    const isBegun = line.trim() !== '' && !line.endsWith(': ');
    const joined = isBegun ? `${line} ${text}` : `${line}${text}`;
    if (joined.length <= WIDTH || line.trim() === '') line = joined;
    else {
      lines.push(line.trimEnd());
      line = `${INDENT}  ${text}`;
    }
  }
  return [...lines, line];
}
