import type { Field, Mapping } from '../../contracts/index.ts';
import { quote } from '../../lib/index.ts';
import { accessTo, columnsOf, textOf } from './access.ts';

const PUBLISHED: readonly Field[] = [
  ...(['specialty', 'country', 'site', 'first', 'second', 'model', 'criterion'] as const),
  ...(['first_version', 'second_version', 'model_version'] as const),
];
/** Fields that are stored or published unchanged. */
const SHOWN: readonly Field[] = [
  ...(['judgment', 'study', 'item', 'first_answer', 'second_answer', 'answer'] as const),
  ...PUBLISHED,
];

/**
 * Places at which a mapping would publish clinicians as another field, each in a few words.
 * @param records the first records of the file
 */
export function publishedClinicians(
  mapping: Mapping,
  header: readonly string[] | null,
  records: readonly unknown[],
): string[] {
  const declared = declaredAlike(mapping);
  return declared.length > 0 ? declared : foundAlike(mapping, header, records);
}

function declaredAlike({ columns, constants }: Mapping): string[] {
  const who = new Set([columns.clinician, columns.pseudonym].flatMap(columnsOf));
  const twice = SHOWN.flatMap((field) =>
    columnsOf(columns[field])
      .filter((column) => who.has(column))
      .map((column) => `${quote(column)} is the column of the clinician and of the ${field}`),
  );
  const alike = Object.entries(constants).filter(
    ([field, value]) => field !== 'clinician' && value === constants.clinician,
  );
  return [...twice, ...alike.map(([field]) => `the constant clinician is also the ${field}`)];
}

/** A few clinicians may have the same names as their specialties by chance. */
const MAX_NAMESAKES = 2;

/**
 * Another column may contain the same values. Only whole columns are compared, because short numeric ids coincide in
 * single rows.
 */
function foundAlike(
  { columns }: Mapping,
  header: readonly string[] | null,
  records: readonly unknown[],
): string[] {
  const textsOf = (field: Field): unknown[] => {
    const access = columns[field] ? accessTo(columns[field], header) : null;
    return access ? records.map((record) => textOf(access(record))) : [];
  };
  const clinicians = textsOf('clinician');
  if (new Set(clinicians).size <= MAX_NAMESAKES) return [];
  return PUBLISHED.filter((field) => {
    const texts = textsOf(field);
    return texts.length > 0 && texts.every((text, index) => text === clinicians[index]);
  }).map((field) => `the column of the ${field} has the same values as the column of the clinician`);
}
