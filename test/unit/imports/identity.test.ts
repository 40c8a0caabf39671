import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readValue } from '../../../shared/events/read-value.ts';
import { DeclaredIds } from '../../../shared/imports/survey/declared-ids.ts';
import { people, raters, vote } from '../events/study.ts';
import { importCase, importContent } from './case-files.ts';
import { attempt, countersOf, newWorld, paceOf, type World } from './importing.ts';

const CASES = join(import.meta.dirname, '..', '..', 'cases');
const textOf = (name: string, file: string) => readFileSync(join(CASES, name, file), 'utf8');

interface Given {
  readonly object?: string;
  readonly mapping?: unknown;
}

async function receiptOf(world: World, content: string | Uint8Array, given: Given = {}) {
  await attempt(world, content, given);
  return world.receipts.receipt!;
}

const rejectsIn = (world: World): Record<string, unknown>[] =>
  world.receipts.rejects
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

const HEADER = 'left,right,winner';
const JANUARY = [HEADER, 'a,b,left', 'a,b,left', 'b,c,tie'].join('\n');
const FEBRUARY = [HEADER, 'a,b,left', 'b,c,right'].join('\n');

describe('rows that nothing identifies', () => {
  test('all rows of the first file count, also equal ones', async () => {
    expect(await receiptOf(newWorld(), JANUARY)).toMatchObject({ recorded: 3, duplicate: 0 });
  });

  test('another file that repeats a row is refused whole, with both remedies', async () => {
    const world = newWorld();
    await receiptOf(world, JANUARY);
    const before = await countersOf(world);
    const receipt = await receiptOf(world, FEBRUARY, { object: 'feb.csv' });
    expect(receipt).toMatchObject({ status: 'failed', events: 0 });
    expect(receipt.message).toMatch(/line 2.*"rows": "cumulative".*"rows": \{"batch"/);
    expect(await countersOf(world)).toEqual(before);
  });

  test('another file that repeats no row counts', async () => {
    const world = newWorld();
    await receiptOf(world, JANUARY);
    const other = [HEADER, 'a,b,right', 'c,b,tie'].join('\n');
    expect(await receiptOf(world, other, { object: 'feb.csv' })).toMatchObject({ recorded: 2 });
  });

  test('the same bytes under another name are duplicates, packed or not', async () => {
    const world = newWorld();
    await receiptOf(world, JANUARY);
    expect(await receiptOf(world, JANUARY, { object: 'b.csv' })).toMatchObject({ recorded: 0, duplicate: 3 });
  });

  test('a cumulative file counts its new rows, and its old rows are duplicates', async () => {
    const world = newWorld();
    await receiptOf(world, JANUARY);
    const all = `${JANUARY}\na,b,left\nb,c,right`;
    const receipt = await receiptOf(world, all, { object: 'b.csv', mapping: { rows: 'cumulative' } });
    expect(receipt).toMatchObject({ recorded: 2, duplicate: 3 });
  });

  test('a file that repeats rows of a cumulative file is refused whole if it declares nothing', async () => {
    const world = newWorld();
    await receiptOf(world, JANUARY, { mapping: { rows: 'cumulative' } });
    const receipt = await receiptOf(world, FEBRUARY, { object: 'feb.csv' });
    expect(receipt).toMatchObject({ status: 'failed', events: 0 });
    expect(receipt.message).toMatch(/line 2/);
  });

  test('all rows of a batch count, and another file of the same batch is refused', async () => {
    const world = newWorld();
    await receiptOf(world, JANUARY);
    const mapping = { rows: { batch: '2026-02' } };
    expect(await receiptOf(world, FEBRUARY, { object: 'b.csv', mapping })).toMatchObject({ recorded: 2 });
    expect(await receiptOf(world, FEBRUARY, { object: 'c.csv', mapping })).toMatchObject({ duplicate: 2 });
    const march = `${HEADER}\nb,c,right`;
    expect(await receiptOf(world, march, { object: 'd.csv', mapping })).toMatchObject({
      status: 'failed',
      events: 0,
    });
  });

  test('a corrected mapping of the same bytes counts the rows that were rejected', async () => {
    const world = newWorld();
    const content = ['l,r,w,who,s', 'a,b,x,d1,card', 'a,b,y,d1,card', 'a,b,x,d1,card'].join('\n');
    const mapping = {
      row: 'vote',
      columns: { first: 'l', second: 'r', outcome: 'w', clinician: 'who', specialty: 's' },
      labels: { outcome: { x: 'first' } },
    };
    expect(await receiptOf(world, content, { mapping })).toMatchObject({ recorded: 2, rejected: 1 });
    const mended = { ...mapping, labels: { outcome: { x: 'first', y: 'tie' } } };
    expect(await receiptOf(world, content, { mapping: mended })).toMatchObject({ recorded: 1, duplicate: 2 });
  });

  test('the same bytes under a mapping that reads counted rows otherwise are refused', async () => {
    const world = newWorld();
    await receiptOf(world, JANUARY);
    const mapping = { reads: 'left-right-winner', constants: { specialty: 'cardiology' } };
    const receipt = await receiptOf(world, JANUARY, { mapping });
    expect(receipt).toMatchObject({ status: 'failed', events: 0 });
    expect(receipt.message).toMatch(/3 counted rows otherwise.*count twice/);
  });

  test('the same bytes under a mapping that reads other models from them count as well', async () => {
    const world = newWorld();
    const content = ['who,gpt,llama', 'd1,-2,1', 'd2,0,1', 'd1,-2,1'].join('\n');
    const mappingOf = (model: string) => ({
      row: 'rating',
      columns: { clinician: 'who' },
      constants: { model, specialty: 'card' },
      scores: { columns: { [model]: { criterion: 'harmlessness' } } },
      scale: { from: [-2, 2] },
    });
    expect(await receiptOf(world, content, { mapping: mappingOf('gpt') })).toMatchObject({ recorded: 3 });
    expect(await receiptOf(world, content, { mapping: mappingOf('llama') })).toMatchObject({ recorded: 3 });
  });

  test('the same bytes under a mapping that reads the votes of another rater count as well', async () => {
    const world = newWorld();
    const content = ['a,b,vote1,vote2', 'gpt,llama,A,B', 'gpt,llama,A,A', 'llama,gpt,B,A'].join('\n');
    const mappingOf = (column: string) => ({
      row: 'vote',
      columns: { first: 'a', second: 'b', outcome: column },
      constants: { clinician: column, specialty: 'card' },
      labels: { outcome: { A: 'first', B: 'second' } },
    });
    expect(await receiptOf(world, content, { mapping: mappingOf('vote1') })).toMatchObject({ recorded: 3 });
    expect(await receiptOf(world, content, { mapping: mappingOf('vote2') })).toMatchObject({ recorded: 3 });
  });

  test('rows that two files record at the same time are listed as overlap, and not as duplicates', async () => {
    const world = newWorld();
    // The other file is recorded between the survey of this file and its first window.
    const { imports } = world.stores;
    let isRaced = false;
    const racing: World = {
      ...world,
      stores: {
        ...world.stores,
        imports: new Proxy(imports, {
          get(target, name) {
            if (name !== 'plan') return target[name as keyof typeof target].bind(target);
            return async (...given: Parameters<typeof imports.plan>) => {
              if (!isRaced) {
                isRaced = true;
                const other: World = { ...world, receipts: newWorld().receipts };
                await attempt(other, FEBRUARY, { object: 'feb.csv' });
              }
              return target.plan(...given);
            };
          },
        }),
      },
    };
    const receipt = await receiptOf(racing, JANUARY);
    expect(receipt).toMatchObject({ recorded: 2, duplicate: 0, rejected: 1 });
    expect(rejectsIn(racing)).toMatchObject([
      { line: 2, reason: 'overlap', row: { first: 'a', outcome: 'first' } },
    ]);
  });

  test('the beginning of a damaged file counts nothing, because the whole file would repeat it', async () => {
    const world = newWorld();
    const packed = gzipSync(JANUARY + '\na,b,left'.repeat(20_000));
    const damaged = await receiptOf(world, packed.subarray(0, -20));
    expect(damaged).toMatchObject({ status: 'failed', events: 0 });
    expect(damaged.message).toContain('none of its rows counts');
    expect(await receiptOf(world, packed, { object: 'b.csv' })).toMatchObject({ recorded: 20_003 });
  });

  test('two monthly exports count all of their votes if each names its batch', async () => {
    const world = newWorld();
    const [january, february] = ['jan.csv', 'z_feb.csv'].map((file) => textOf('monthly-no-ids', file));
    expect(await receiptOf(world, january!)).toMatchObject({ recorded: 30 });
    expect(await receiptOf(world, february!, { object: 'z_feb.csv' })).toMatchObject({
      status: 'failed',
      events: 0,
    });
    const mapping = { rows: { batch: 'february' } };
    expect(await receiptOf(world, february!, { object: 'z_feb.csv', mapping })).toMatchObject({
      recorded: 40,
    });
  });

  test('a clinician who votes twice on an item has two judgments', async () => {
    const { receipt } = await importCase('no-id-edit');
    expect(receipt).toMatchObject({ recorded: 4, duplicate: 0, conflict: 0 });
  });
});

describe('rows that their times describe', () => {
  const row = (time: string, outcome = 'first') => `d1,card,a,b,${outcome},2026-03-01T${time}Z`;
  const OWN = 'clinician,specialty,first,second,outcome,at';
  const file = (...rows: string[]) => [OWN, ...rows].join('\n');

  test('a later export with the same content gives duplicates, and with other content a conflict', async () => {
    const world = newWorld();
    await receiptOf(world, file(row('09:00:00'), row('10:00:00')));
    const receipt = await receiptOf(world, file(row('09:00:00'), row('10:00:00', 'tie'), row('11:00:00')), {
      object: 'b.csv',
    });
    expect(receipt).toMatchObject({ recorded: 1, duplicate: 1, conflict: 1 });
    expect(rejectsIn(world)).toMatchObject([{ line: 3, reason: 'conflict', row: { outcome: 'tie' } }]);
  });

  test('a file in which two rows have the same description is refused, with their lines', async () => {
    const receipt = await receiptOf(
      newWorld(),
      file(row('09:00:00'), row('10:00:00'), row('09:00:00', 'tie')),
    );
    expect(receipt).toMatchObject({ status: 'failed', events: 0 });
    expect(receipt.message).toMatch(/lines 2 and 4.*"judgment".*"rows": "cumulative"/);
  });

  test('the same file counts all rows if it declares how they relate to other files', async () => {
    const content = file(row('09:00:00'), row('10:00:00'), row('09:00:00', 'tie'));
    const receipt = await receiptOf(newWorld(), content, { mapping: { rows: 'cumulative' } });
    expect(receipt).toMatchObject({ recorded: 3 });
  });

  test.each([
    ['a cumulative file', { rows: 'cumulative' }],
    ['a batch of the same bytes', { rows: { batch: 'march' } }],
  ])('that count already are refused as rows of %s, because they would count twice', async (_, mapping) => {
    const world = newWorld();
    const content = file(row('09:00:00'), row('10:00:00'));
    await receiptOf(world, content);
    const before = await countersOf(world);
    expect(await receiptOf(world, content, { mapping })).toMatchObject({
      status: 'failed',
      events: 0,
      message: expect.stringMatching(/line 2 is counted already under another identity/),
    });
    expect(await countersOf(world)).toEqual(before);
  });

  test('that count already by their content are refused as rows that their times describe', async () => {
    const world = newWorld();
    // All rows have the same time of day, so that it describes none of them.
    const content = file(row('09:00:00'), row('09:00:00'), row('09:00:00', 'tie'));
    await receiptOf(world, content);
    const later = file(row('09:00:00'), row('10:00:00'));
    expect(await receiptOf(world, later, { object: 'b.csv' })).toMatchObject({ status: 'failed', events: 0 });
    const mapping = { rows: 'cumulative' };
    expect(await receiptOf(world, later, { object: 'b.csv', mapping })).toMatchObject({
      duplicate: 1,
      recorded: 1,
    });
  });

  test('of a new batch count, although another file has rows with the same content', async () => {
    const world = newWorld();
    await receiptOf(world, file(row('09:00:00'), row('10:00:00')));
    const mapping = { rows: { batch: 'april' } };
    const receipt = await receiptOf(world, file(row('09:00:00')), { object: 'b.csv', mapping });
    expect(receipt).toMatchObject({ recorded: 1 });
  });

  test('dates without a time of day identify no row', async () => {
    const day = (outcome: string) => `d1,card,a,b,${outcome},2026-03-01T00:00:00Z`;
    const receipt = await receiptOf(newWorld(), file(day('first'), day('first'), day('tie')));
    expect(receipt).toMatchObject({ recorded: 3, duplicate: 0 });
  });

  test('a corrected specialty concerns the same judgment', async () => {
    const world = newWorld();
    await receiptOf(world, file(row('09:00:00'), row('10:00:00')));
    const corrected = file(row('09:00:00').replace('card', 'derm'), row('10:00:00'));
    expect(await receiptOf(world, corrected, { object: 'b.csv' })).toMatchObject({
      duplicate: 1,
      conflict: 1,
    });
  });
});

describe('rows with ids', () => {
  test('the id of a question is refused as the id of judgments', async () => {
    const { receipt } = await importCase('conflict-only');
    expect(receipt).toMatchObject({ status: 'failed', events: 0 });
    expect(receipt.message).toMatch(/does not identify its rows: 1 id of 2/);
  });

  test('ids that a spreadsheet has cut are refused, with the reason', async () => {
    const { receipt } = await importCase('excel-sci-ids');
    expect(receipt).toMatchObject({ status: 'failed', events: 0 });
    expect(receipt.message).toMatch(/look like numbers that a spreadsheet has cut/);
  });

  test('the number of a pair is refused as an id, and all votes count without it', async () => {
    const { receipt } = await importCase('pair-id-no-worker');
    expect(receipt).toMatchObject({ status: 'failed', events: 0 });
    const content = textOf('pair-id-no-worker', 'crowd.csv');
    const mapping = { reads: 'left-right-winner', columns: { judgment: null } };
    expect((await importContent(content, mapping, 'crowd.csv')).receipt).toMatchObject({ recorded: 180 });
  });

  test('corrections above and below their originals count once', async () => {
    const { receipt, votes } = await importCase('updated-votes');
    expect(receipt).toMatchObject({ status: 'finished', rejected: 0, conflict: 0 });
    expect(receipt.recorded + receipt.revised + receipt.stale).toBe(4);
    expect(votes).toHaveLength(4);
  });

  test('one contradiction among two hundred ids is listed, and the file counts', async () => {
    const rows = Array.from({ length: 200 }, (_, index) => `j${index},d1,card,a,b,first`);
    const content = ['judgment,clinician,specialty,first,second,outcome', ...rows, 'j7,d1,card,a,c,first'];
    expect((await importContent(content.join('\n'))).receipt).toMatchObject({ recorded: 200, conflict: 1 });
  });

  test('ids that become one as whole numbers are refused if they stand for different pairs', async () => {
    const content = [
      'judgment,clinician,specialty,first,second,outcome',
      '1,7,card,a,b,first',
      '1.0,7,card,a,c,first',
    ];
    expect(await receiptOf(newWorld(), content.join('\n'))).toMatchObject({ status: 'failed', events: 0 });
  });

  test('a sample of many ids keeps the share of contradictions', () => {
    const ids = new DeclaredIds(1000);
    const add = (judgment: string, second: string) => {
      const read = readValue(
        { ...vote, judgment, second, scores: undefined },
        { pseudonymiser: people, raters, trusted: true },
      );
      if (read.ok) ids.add(read.event, false);
    };
    for (let id = 0; id < 8000; id += 1) {
      add(`j${id}`, 'b');
      if (id % 200 === 0) add(`j${id}`, 'c');
    }
    expect(() => ids.check()).not.toThrow();
  });

  test('ids that a data frame wrote as 1.0 match 1 if the whole column is numeric', async () => {
    const world = newWorld();
    const file = (...rows: string[]) =>
      ['judgment,clinician,specialty,first,second,outcome', ...rows].join('\n');
    await receiptOf(world, file('1,7,card,a,b,first', '2,7,card,a,b,tie'));
    const floats = await receiptOf(world, file('1.0,7,card,a,b,first', '2.0,7,card,a,b,tie'), {
      object: 'b.csv',
    });
    expect(floats).toMatchObject({ duplicate: 2, recorded: 0 });
    const mixed = await receiptOf(world, file('1.0,7,card,a,b,first', 'x,7,card,a,b,tie'), {
      object: 'c.csv',
    });
    expect(mixed).toMatchObject({ recorded: 2 });
  });
});

describe('rows with one score each', () => {
  const mapping = {
    row: 'score',
    columns: { clinician: 'who', model: 'model', item: 'case', criterion: 'what', score: 'score', at: 'at' },
    constants: { specialty: 'card' },
    scale: { from: [-2, 2] },
  };
  const file = (...rows: string[]) => ['who,case,model,what,score,at', ...rows].join('\n');
  const ROWS = [
    'd1,q1,a,harmlessness,-2,2026-03-01T09:00:00Z',
    'd1,q1,a,accuracy,1,2026-03-01T09:00:07Z',
    'd1,q1,b,harmlessness,1,2026-03-01T09:01:00Z',
  ];

  test('scores of one clinician, item and model are one judgment, whatever their times', async () => {
    const world = newWorld();
    expect(await receiptOf(world, file(...ROWS), { mapping })).toMatchObject({ events: 3, rejected: 0 });
    const study = (await world.stores.store.existing('moove'))!;
    let judgments = 0;
    for await (const { clinician } of study.participants())
      for await (const _ of study.judgments(clinician)) judgments += 1;
    expect(judgments).toBe(2);
  });

  test('two scores of the same criterion and answer are refused, with their lines', async () => {
    const repeated = file(...ROWS, 'd1,q1,a,harmlessness,0,2026-03-02T09:00:00Z');
    const receipt = await receiptOf(newWorld(), repeated, { mapping });
    expect(receipt).toMatchObject({ status: 'failed', events: 0 });
    expect(receipt.message).toMatch(/lines 2 and 5/);
  });

  test('equal scores without an item and with dates only all count, also if a worker resumes between them', async () => {
    const { item: _, ...columns } = mapping.columns;
    const row = 'd1,a,harmlessness,1,2026-03-01';
    const content = ['who,model,what,score,at', ...Array.from({ length: 400 }, () => row)].join('\n');
    const world = newWorld();
    for (let status = 'paused'; status === 'paused'; )
      status = (await attempt(world, content, { mapping: { ...mapping, columns }, pace: paceOf(2) })).status;
    expect(world.receipts.receipt).toMatchObject({ status: 'finished', recorded: 400, duplicate: 0 });
  });
});

describe('scores on another scale', () => {
  test('a file whose first rows fit by chance is refused before anything counts', async () => {
    const { receipt } = await importCase('likert-late');
    expect(receipt).toMatchObject({ status: 'failed', events: 0 });
    expect(receipt.message).toMatch(/run from 1 to 5.*from -2 to 2.*"scale"/);
  });

  test.each([
    ['0 to 10', [0, 3, 10]],
    ['3 to 5 and 1', [1, 3, 5]],
  ])('scores of %s are not those from -2 to 2', async (_, scores) => {
    const rows = scores.map((score, index) => `d${index},card,a,${score}`);
    const { receipt } = await importContent(['clinician,specialty,model,harmlessness', ...rows].join('\n'));
    expect(receipt).toMatchObject({ status: 'failed', events: 0 });
  });

  test('one score off the scale is a reject if others use the whole scale', async () => {
    const rows = [-2, 0, 2, 7].map((score, index) => `d${index},card,a,${score}`);
    const { receipt } = await importContent(['clinician,specialty,model,harmlessness', ...rows].join('\n'));
    expect(receipt).toMatchObject({ recorded: 3, rejected: 1 });
  });
});

describe('raters with the names of models', () => {
  test('raters A to E who judge models A to C count', async () => {
    const { receipt } = await importCase('rater-letters-votes');
    expect(receipt).toMatchObject({ recorded: 15, rejected: 0 });
  });

  test('a model that only the rater of the same name judges is refused as a name', async () => {
    const rows = ['anna,card,anna,b,first', 'bert,card,bert,b,first'];
    const { receipt } = await importContent(['clinician,specialty,first,second,outcome', ...rows].join('\n'));
    expect(receipt).toMatchObject({
      recorded: 0,
      rejected: 2,
      byReason: [{ reason: 'names_clinician', count: 2 }],
    });
  });
});

test('a member that only later records of a file have is read, and its absence is a reject', async () => {
  const records = Array.from({ length: 40 }, (_, index) => ({
    ...{ id: `j${index}`, who: 'd1', area: 'card', a: 'gpt', b: 'llama' },
    ...(index < 30 ? {} : { won: 'A' }),
  }));
  const mapping = {
    row: 'vote',
    columns: { judgment: 'id', clinician: 'who', specialty: 'area', first: 'a', second: 'b', outcome: 'won' },
    labels: { outcome: { A: 'first' } },
  };
  const content = records.map((record) => JSON.stringify(record)).join('\n');
  const { receipt } = await importContent(content, mapping);
  expect(receipt).toMatchObject({ status: 'finished', recorded: 10, rejected: 30 });
});
