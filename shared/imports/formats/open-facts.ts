import type { Mapping, Ready } from '../../contracts/index.ts';

/** The lines of a mapping for facts that every file of a known form leaves open. */
const OPEN_FACTS: Partial<Record<Ready, object>> = {
  'alpaca-eval': {
    reads: 'alpaca-eval',
    columns: { first: 'model_1', second: 'model_2' },
  },
  langfuse: {
    reads: 'langfuse',
    lookup: {
      by: 'traceId',
      entries: { '<trace>': { model: '<model>', specialty: '<specialty>', item: '<question>' } },
    },
    scale: { from: [1, 5] },
  },
  argilla: {
    reads: 'argilla',
    row: 'vote',
    columns: {
      first: 'metadata.model_a',
      second: 'metadata.model_b',
      outcome: 'responses.values.<question>.value',
    },
    labels: { outcome: { '<answer>': 'first', '<other answer>': 'second' } },
  },
};

/** A sentence with the mapping that states the open facts of a known form. Empty if it leaves none open. */
export function openFacts({ reads }: Pick<Mapping, 'reads'>): string {
  const facts = reads && OPEN_FACTS[reads];
  return facts ? ` A mapping for such a file is, with your own names: ${JSON.stringify(facts)}.` : '';
}
