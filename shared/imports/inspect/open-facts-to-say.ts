import { columnToSay, optionalEntry, toEdit } from './entries-to-edit.ts';
import type { WordSurvey } from './word-survey.ts';

/** The column by which a lookup gives the models of files of a known form. Null if the form needs no lookup. */
export function keyColumnOf(form: string): string | null {
  if (form === 'moove') return 'parentContribution.value';
  return form === 'langfuse' ? 'traceId' : null;
}

/**
 * The entries of a starting mapping for facts that files of a known form leave open.
 * @param names columns of which the user selects
 */
export function openFactsToSay(form: string, survey: WordSurvey, names: readonly string[]): OpenFacts {
  const key = keyColumnOf(form);
  const pair = {
    specialty: optionalEntry('the specialty'),
    first: toEdit('the model whose answer was displayed first'),
    second: toEdit('the other model'),
  };
  const answer = {
    specialty: optionalEntry('the specialty'),
    model: toEdit('the model'),
    item: toEdit('the id of the question'),
  };
  if (key !== null) return { lookup: lookupToSay(survey, key, form === 'moove' ? pair : answer) };
  if (form === 'alpaca-eval')
    return names.includes('generator_1') ? {} : { columns: columnsOneOf(['first', 'second'], names) };
  if (form !== 'argilla') return {};
  return {
    row: toEdit('vote, or rating if a record has one answer'),
    columns: columnsOneOf(['first', 'second', 'outcome'], names),
  };
}

export interface OpenFacts {
  readonly row?: string;
  readonly lookup?: object;
  readonly columns?: object;
}

const lookupToSay = ({ keys }: WordSurvey, by: string, entry: object) => ({
  by,
  entries: Object.fromEntries([...keys].map((key) => [key, entry])),
});

const columnsOneOf = (fields: readonly string[], columns: readonly string[]): object =>
  Object.fromEntries(fields.map((field) => [field, columnToSay(field, columns)]));
