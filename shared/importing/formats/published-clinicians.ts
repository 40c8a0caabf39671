import type { Field, Mapping } from '../../contracts/mapping.ts';
import { quote } from '../../contracts/reject.ts';
import { columnsOf } from './access.ts';

/** Fields that are stored or published as they are. */
const SHOWN: readonly Field[] = [
  'judgment',
  'study',
  'item',
  'specialty',
  'country',
  'first',
  'second',
  'model',
  'criterion',
];

/** Where a mapping would have who judged published as something else, each in a few words. */
export function publishedClinicians({ columns, constants }: Mapping): string[] {
  const who = new Set([columns.clinician, columns.pseudonym].flatMap(columnsOf));
  const twice = SHOWN.flatMap((field) =>
    columnsOf(columns[field])
      .filter((column) => who.has(column))
      .map((column) => `${quote(column)} is the column of the clinician and of the ${field}`),
  );
  const alike = Object.entries(constants).filter(
    ([field, value]) => field !== 'clinician' && value === constants.clinician,
  );
  return [...twice, ...alike.map(([field]) => `the constant clinician is the ${field}, too`)];
}
