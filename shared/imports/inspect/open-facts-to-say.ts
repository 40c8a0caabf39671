import { TO_EDIT } from '../formats/parse-mapping.ts';
import type { Survey } from './survey.ts';

/** A text in place of a fact that only a person can know. */
export const toEdit = (what: string): string => `${TO_EDIT}: ${what}`;

const MAX_LISTED_COLUMNS = 30;

/** The entries of a starting mapping for facts that files of a known form leave open. */
export function openFactsToSay(form: string, survey: Survey, keyColumn: string | null): object {
  const columns = [...survey.columns];
  const pair = {
    first: toEdit('the model whose answer was displayed first'),
    second: toEdit('the other model'),
    specialty: toEdit('the specialty'),
  };
  const answer = {
    model: toEdit('the model'),
    specialty: toEdit('the specialty'),
    item: toEdit('the id of the question'),
  };
  if (form === 'moove' && keyColumn !== null) return { lookup: lookupToSay(survey, keyColumn, pair) };
  if (form === 'langfuse' && keyColumn !== null) return { lookup: lookupToSay(survey, keyColumn, answer) };
  if (form === 'alpaca-eval')
    return columns.includes('generator_1') ? {} : { columns: columnsOneOf(['first', 'second'], columns) };
  if (form !== 'argilla') return {};
  return {
    row: toEdit('vote, or rating if a record has one answer'),
    columns: columnsOneOf(['first', 'second', 'outcome'], columns),
  };
}

const lookupToSay = ({ keys }: Survey, by: string, entry: object) => ({
  by,
  entries: Object.fromEntries([...keys].map((key) => [key, entry])),
});

function columnsOneOf(fields: readonly string[], columns: readonly string[]): object {
  const list = columns.slice(0, MAX_LISTED_COLUMNS).join(', ');
  return Object.fromEntries(
    fields.map((field) => [field, toEdit(`the column of the ${field}, one of: ${list}`)]),
  );
}
