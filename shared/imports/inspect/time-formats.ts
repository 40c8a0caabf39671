import type { Mapping, Source } from '../../contracts/index.ts';
import { readTime } from '../formats/times.ts';
import type { ColumnCounter } from './column-counter.ts';
import { toEdit } from './entries-to-edit.ts';

const FORMATS = ['dd/mm/yyyy', 'mm/dd/yyyy', 'excel', 's', 'ms'] as const;
const MAX_TRIED_TIMES = 100;
const FIRST_TIME = Date.UTC(2015);
const MS_PER_DAY = 24 * 3600 * 1000;

type Said = { readonly remark: string | null } & ({ readonly entry: object } | object);

/**
 * The entry for the format of times, if they are not ISO 8601. If no format reads them, the remark says that the mapping
 * leaves them out.
 */
export function timeToSay(at: Source | null | undefined, columns: readonly ColumnCounter[]): Said {
  const column = columns.find(({ name }) => name === at);
  const times = column?.values().slice(0, MAX_TRIED_TIMES) ?? [];
  if (times.length === 0 || isRead(times, {})) return { remark: null };
  const formats = FORMATS.filter((format) => isRead(times, { format }));
  const [seen = ''] = times
    .map(([text]) => text)
    .filter((text) => formats.some((format) => isTime(text, { format })));
  if (formats.length === 0)
    return {
      remark: `The mapping leaves out the times in "${String(at)}": no format reads them. The events have the time of the file.`,
    };
  const what = `${formats.join(' or ')}, as in ${seen}; or delete this entry and the line of "at" under "columns"`;
  return { remark: null, entry: { format: toEdit(what) } };
}

/** Whether at least half of the values are times in the last years. A header in several lines is no time. */
function isRead(times: readonly (readonly [text: string, count: number])[], time: Mapping['time']): boolean {
  const sum = (some: typeof times) => some.reduce((total, [, count]) => total + count, 0);
  return 2 * sum(times.filter(([text]) => isTime(text, time))) >= sum(times);
}

function isTime(text: string, time: Mapping['time']): boolean {
  const read = readTime(text, time);
  const milliseconds = 'at' in read ? Date.parse(read.at) : Number.NaN;
  return milliseconds >= FIRST_TIME && milliseconds <= Date.now() + MS_PER_DAY;
}
