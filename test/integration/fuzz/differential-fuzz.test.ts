import { expect, test } from 'vitest';
import { receipt as receiptSchema } from '../../../shared/contracts/receipt.ts';
import { EVENT_OUTCOMES } from '../../../shared/ledger/apply.ts';
import type { Judgment } from '../../../shared/ledger/judgment.ts';
import type { Random } from '../../../shared/lib/random.ts';
import { countersOf, ledgerOf } from '../../support/books.ts';
import { deployment, people } from '../functions/deployment.ts';
import { Deliveries, folderOf, type World } from './deliver.ts';
import { fold, lostIn, settledIn, winners } from './fold.ts';
import { Inputs } from './inputs.ts';
import { type Input, RATERS, type StudyFile, UNNAMED } from './statements.ts';

/** The number of studies, and the seed of the first. Each further study has the next seed. */
const STUDIES = Number(process.env.PRIMUM_FUZZ_STUDIES ?? 150);
const SEED = Number(process.env.PRIMUM_FUZZ_SEED ?? 1);

const text = JSON.stringify;
const RATER_OF = new Map([...RATERS, UNNAMED].map((name) => [people.pseudonymOf(name) as string, name]));

/** The name of a judgment. The ids of rows that declare none are not compared. */
const labelOf = (pseudonym: string, judgment: string): string =>
  `${RATER_OF.get(pseudonym)} ${judgment.length < 5 ? judgment : ''}`;

const placesOf = ({ specialty, site, item, comparison, answers, scores }: Judgment) => [
  ...(specialty ? [['specialty', specialty.value, specialty.revision]] : []),
  ...(item ? [['item', item.value, item.revision]] : []),
  ...(site ? [['site', site.value, site.revision]] : []),
  ...[...answers].map(([model, { value, revision }]) => [`answer ${model}`, value, revision]),
  ...(comparison
    ? [
        [
          'comparison',
          text([comparison.value.first, comparison.value.second, comparison.value.outcome]),
          comparison.revision,
        ],
      ]
    : []),
  ...[...scores].flatMap(([model, card]) =>
    [...card].map(([criterion, { value, revision }]) => [`score ${model} ${criterion}`, value, revision]),
  ),
];

async function judgmentsIn({ store }: World): Promise<string[]> {
  const study = await store.existing('moove');
  const all: string[] = [];
  if (study)
    for await (const { clinician } of study.participants())
      for await (const { judgment, entry } of study.judgments(clinician)) {
        const { vote, ratings } = entry.judgment.voided;
        all.push(text([labelOf(clinician, judgment), placesOf(entry.judgment).sort(), vote, ratings]));
      }
  return all.sort();
}

type Row = Record<string, unknown> & { scores?: Record<string, unknown>; model?: string };
type Listed = { reason: string; row: Row; rater: string };

/** The content that a list shows as a conflict. */
function contentOf({ row, rater }: Listed): string[] {
  const { judgment, specialty, site, item, first, second, outcome, model, scores = {} } = row;
  const answers = (row.answers ?? []) as (string | null)[];
  const cards = (model === undefined ? scores : { [model]: scores }) as Record<
    string,
    Record<string, number>
  >;
  const places: [string, unknown][] = [['specialty', specialty]];
  if (item !== undefined) places.push(['item', item]);
  if (site !== undefined) places.push(['site', site]);
  if (row.answer !== undefined) places.push([`answer ${model}`, row.answer]);
  for (const [index, answer] of answers.entries())
    if (answer !== null) places.push([`answer ${[first, second][index]}`, answer]);
  if (first !== undefined) places.push(['comparison', text([first, second, outcome])]);
  for (const [name, card] of Object.entries(cards))
    for (const [criterion, score] of Object.entries(card)) places.push([`score ${name} ${criterion}`, score]);
  const label = labelOf(people.pseudonymOfRater(rater) ?? '', String(judgment));
  return places.map(([place, value]) => text([label, place, value]));
}

const linesAt = ({ exports }: World, key: string): Listed[] =>
  exports
    .textOf(key)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

function checkFile(world: World, file: StudyFile, isRefused: boolean): Listed[] {
  const folder = folderOf(file);
  const receipt = receiptSchema.parse(world.exports.jsonOf(`${folder}receipt.json`));
  const listed = linesAt(world, `${folder}rejects.jsonl`);
  const conflicts = listed.filter(({ reason }) => reason === 'conflict');
  const events = isRefused ? 0 : file.statements.length + file.bad;
  const where = `${file.name}: ${text(receipt)}`;
  expect(receipt.status, where).toBe(isRefused || file.isBroken ? 'failed' : 'finished');
  expect(receipt.events, where).toBe(events);
  expect(receipt.rows, where).toBe(events);
  expect(receipt.rejected, where).toBe(isRefused ? 0 : file.bad);
  expect(
    EVENT_OUTCOMES.reduce((sum, outcome) => sum + receipt[outcome], receipt.rejected),
    where,
  ).toBe(events);
  expect(listed.length - conflicts.length, where).toBe(receipt.rejected);
  expect(world.exports.keys(`${folder}parts/`), where).toEqual([]);
  return conflicts;
}

/** Delivers inputs in their order, and compares the result with the fold. */
async function check(inputs: readonly Input[], random: Random): Promise<ReadonlySet<string>> {
  const world = deployment();
  await new Deliveries(world, random).deliver(inputs);
  const { judgments, refused } = fold(inputs);
  const rows: Listed[] = [];
  let bad = 0;
  for (const input of inputs)
    if (input.type === 'file') rows.push(...checkFile(world, input, refused.has(input.name)));
    else bad = Math.max(bad, input.bad);
  const right = [...judgments.values()].map((judgment) => {
    const places = [...winners(judgment)].map(([place, { value, revision }]) => [place, value, revision]);
    const { withdrawn } = judgment;
    return text([judgment.label, places.sort(), withdrawn.has('vote'), withdrawn.has('ratings')]);
  });
  expect(await judgmentsIn(world)).toEqual(right.sort());
  const study = await world.store.existing('moove');
  if (study) expect(await countersOf(study)).toEqual(await ledgerOf(study));

  for (const key of world.exports.keys('rejects/moove/'))
    for (const reject of world.exports.jsonOf(key).rejects)
      if (reject.reason === 'conflict') rows.push(reject);
  const listed = new Set(rows.flatMap(contentOf));
  const lost = [...judgments.values()].flatMap(lostIn);
  const settled = new Set([...judgments.values()].flatMap(settledIn));
  expect(lost.filter((one) => !listed.has(one))).toEqual([]);
  expect([...listed].filter((one) => !lost.includes(one) && !settled.has(one))).toEqual([]);
  const messages = inputs.filter((input) => input.type === 'message' && input.bad > 0) as Extract<
    Input,
    { type: 'message' }
  >[];
  const isOfMessage = (key: string) => !key.includes('/conflicts/');
  expect(world.exports.keys('rejects/moove/').filter(isOfMessage)).toHaveLength(
    new Set(messages.map(({ body }) => body)).size,
  );
  return refused;
}

/** Undeclared files first, because a cumulative file may repeat their rows, but they may not repeat those of another. */
const inAnyOrder = (inputs: readonly Input[], random: Random): Input[] => {
  const isUndeclared = (input: Input) =>
    input.type === 'file' && input.rows === undefined && ['described', 'positional'].includes(input.identity);
  const shuffled = random.shuffle([...inputs]);
  return [...shuffled.filter(isUndeclared), ...shuffled.filter((input) => !isUndeclared(input))];
};

test(`${STUDIES} random studies end as the rules say, in any order of arrival and in spite of crashes`, async () => {
  for (let seed = SEED; seed < SEED + STUDIES; seed += 1) {
    try {
      const inputs = new Inputs(seed);
      const all = inputs.all();
      const refused = await check(all, inputs.random);
      const accepted = all.filter(({ name }) => !refused.has(name));
      await check(inAnyOrder(accepted, inputs.random), inputs.random);
    } catch (error) {
      throw new Error(`PRIMUM_FUZZ_SEED=${seed} PRIMUM_FUZZ_STUDIES=1: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }
});
