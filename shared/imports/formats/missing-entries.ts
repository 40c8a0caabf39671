import type { Field, Mapping } from '../../contracts/index.ts';
import { findsCriteria, partsInTheory } from './row-parts.ts';

const REQUIRED = {
  vote: ['first', 'second', 'outcome'],
  rating: ['model'],
  score: ['model', 'criterion', 'score'],
} as const satisfies Readonly<Record<'vote' | 'rating' | 'score', readonly Field[]>>;

/** Fields that every event needs. The clinician and the specialty may be unspecified. */
export const requiredFields = ({ row }: Mapping): readonly Field[] => (row ? REQUIRED[row] : []);

/** Whether the mapping names a column for the field, or gives it in another way. */
export function isNamed(field: Field, { columns, constants, lookup }: Mapping): boolean {
  if (columns[field]) return true;
  if (Object.hasOwn(constants, field)) return true;
  return lookup !== undefined && Object.values(lookup.entries).some((entry) => Object.hasOwn(entry, field));
}

/** The answers for which a mapping names scores. */
function answersOf({ scores }: Mapping): Set<string> {
  const columns = Object.values(scores?.columns ?? {}).map(({ answer }) => answer);
  return new Set([...columns, ...Object.keys(scores?.cards ?? {})]);
}

const NO_SCALE =
  'the scale of its scores: as "scale": {"from": [1, 5], "to": [-2, 2]}, the worst score first, or {"from": [-2, 2]}';

/** The entries that a mapping still needs before it can read a file. Each entry is described in a few words. */
export function missingEntries(mapping: Mapping): string[] {
  const { several } = mapping;
  if (several === undefined) return missingInPart(mapping);
  if (mapping.row === 'score')
    return [
      'one kind of record: with "several", the scores of an answer are columns, so that "row" is "rating"',
    ];
  const hasScores = !Array.isArray(several) && several.columns.score !== undefined;
  if (hasScores && !findsCriteria(mapping) && mapping.constants.criterion === undefined)
    return ['the criterion of its scores: {criterion} in the pattern of their columns, or a constant'];
  return [...new Set(partsInTheory(mapping).flatMap(missingInPart))];
}

function missingInPart(mapping: Mapping): string[] {
  const { row, columns, constants, scale, scales } = mapping;
  if (!row) return ['the kind of its records: "row" is "vote", "rating" or "score"'];
  const answers = answersOf(mapping);
  const names = (field: 'model_version' | 'first_version' | 'second_version') =>
    columns[field] !== undefined || constants[field] !== undefined;
  const has = (...names: string[]) => names.some((name) => answers.has(name));
  const untold = requiredFields(mapping)
    .filter((field) => !isNamed(field, mapping))
    .map((field) => `${field} (name its column under "columns", or a constant)`);
  const faults: [string, boolean][] = [
    [NO_SCALE, !scale && !scales && (row === 'score' || answers.size > 0)],
    ['a score column: a rating has at least one under "scores"', row === 'rating' && answers.size === 0],
    [
      'the answer of each score column: "first", "second", "preferred" or "other"',
      row === 'vote' && has('model'),
    ],
    [
      'scores of "model" alone: there is one answer in a row',
      row === 'rating' && has('first', 'second', 'preferred', 'other'),
    ],
    [
      'scores under one heading: a row that is one score names its columns "criterion" and "score"',
      row === 'score' && answers.size > 0,
    ],
    [
      'one way to name answers: "first" and "second", or "preferred" and "other"',
      has('first', 'second') && has('preferred', 'other'),
    ],
    [
      'a judgment: without its id, an item or a time and the clinician, the scores of one answer cannot be put together',
      row === 'score' && !isPutTogether(mapping),
    ],
    [
      'the answers of votes as "first_answer" and "second_answer", and that of a rating as "answer"',
      row === 'vote' ? Boolean(columns.answer) : Boolean(columns.first_answer || columns.second_answer),
    ],
    [
      'the versions of votes as "first_version" and "second_version", and that of a rating as "model_version"',
      row === 'vote' ? names('model_version') : names('first_version') || names('second_version'),
    ],
    ['one revision: a constant, or a column', constants.revision !== undefined && Boolean(columns.revision)],
    [
      'one revision: a column, or "latestWins"',
      mapping.latestWins !== undefined && Boolean(columns.revision),
    ],
  ];
  return [...untold, ...faults.filter(([, is]) => is).map(([what]) => what)];
}

/** Whether rows about one answer can be assigned to one judgment. */
function isPutTogether({ columns }: Mapping): boolean {
  if (columns.judgment) return true;
  return Boolean((columns.item || columns.at) && (columns.clinician || columns.pseudonym));
}
