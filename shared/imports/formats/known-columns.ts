import type { Mapping } from '../../contracts/index.ts';
import { normalised } from '../../lib/index.ts';
import type { TableReading } from '../containers/choose-header.ts';
import { COMMON, OWN } from '../windows/native-columns.ts';
import { columnsOf, sourcesIn } from './access.ts';
import type { FormatContext } from './format.ts';
import { hasOurColumns } from './native.ts';
import { withReady } from './ready.ts';
import { READY_MAPPINGS } from './ready-mappings.ts';
import { statesNoField } from './states-no-field.ts';

/** Columns of one score per row, a form that is recognised to be refused with the remedy. */
const LONG = ['model', 'criterion', 'score'];

/** The facts by which the header of a table is found and divided. A mapping next to the file has priority. */
export function tableReading({ mapping, studyMapping, criteria }: FormatContext): TableReading {
  if (mapping && !statesNoField(mapping)) return { known: new Set(namedBy(mapping)), ...declaredIn(mapping) };
  const scores = criteria.flatMap(({ id: criterion }) => [
    criterion,
    `first.${criterion}`,
    `second.${criterion}`,
  ]);
  const ready = Object.values(READY_MAPPINGS).flatMap((form) => namesIn(form as Mapping));
  const known = new Set([...COMMON, ...OWN.vote, ...OWN.rating, ...LONG, ...scores, ...ready]);
  for (const name of studyMapping ? namedBy(studyMapping) : []) known.add(name);
  // The mapping next to the file names no field, so that of the study reads the fields.
  if (mapping?.table) return { known, ...declaredIn({ ...mapping, time: studyMapping?.time ?? {} }) };
  if (!studyMapping) return { known };
  return { known, ...declaredIn(studyMapping), isOurs: hasOurColumns };
}

const declaredIn = ({ table, time }: Mapping): Pick<TableReading, 'declared' | 'countsDays'> => ({
  ...(table ? { declared: table } : {}),
  countsDays: time.format === 'excel',
});

const namedBy = (given: Mapping): string[] => namesIn(withReady(given));

const namesIn = (mapping: Mapping): string[] => sourcesIn(mapping).flatMap(columnsOf).map(normalised);
