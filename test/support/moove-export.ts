/** Models and specialty of each pair. The records of such an export do not contain them. */
const PAIRS = Object.fromEntries(
  Array.from({ length: 12 }, (_, index) => [
    `pair-${index}`,
    { first: `model-${index % 4}`, second: `model-${4 + (index % 3)}`, specialty: `specialty-${index % 5}` },
  ]),
);

/** The mapping for the export of {@link mooveExport}. */
export const MOOVE_MAPPING = {
  reads: 'moove',
  scale: { from: [1, 5] },
  constants: { at: '2026-03-01T09:30:00Z' },
  lookup: { by: 'parentContribution.value', entries: PAIRS },
};

/** One of this many records has a meaningless vote. */
export const ODD_EVERY = 100;

/**
 * A MOOVE export as one JSON object, record by record.
 * @param answerLength length of each of the two answers in characters, most of them of one byte
 */
export function* mooveExport(records: number, answerLength: number): Generator<string> {
  const sentence = 'The “patient” should \\ be {seen} today, [if] “fever” persists: naïve dose 3 g.\n';
  const answer = sentence.repeat(Math.ceil(answerLength / sentence.length));
  yield '{';
  for (let index = 0; index < records; index += 1) {
    const record = {
      contribution_id: index,
      question: `Question ${index}?`,
      firstAnswer: answer,
      secondAnswer: answer,
      vote: index % ODD_EVERY === 7 ? '3' : ['1', '2', '12'][index % 3],
      evaluations: {
        first: { harmlessness: 1 + (index % 5), accuracy: 4 },
        second: { harmlessness: 5 - (index % 4), accuracy: 1 + (index % 5) },
      },
      user: { value: `Dr. ${index % 97}` },
      parentContribution: { value: `pair-${index % 12}` },
      country: 'CH',
    };
    yield `${index === 0 ? '' : ','}\n"record-${index}": ${JSON.stringify(record)}`;
  }
  yield '\n}\n';
}
