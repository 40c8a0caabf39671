import { describe, expect, test } from 'vitest';
import { defaultProtocol, type Protocol, protocol } from '../../../shared/contracts/protocol.ts';
import type { Receipt } from '../../../shared/contracts/receipt.ts';
import { inspectFile } from '../../../shared/imports/inspect/inspect-file.ts';
import { NamesRead } from '../../../shared/imports/names-read.ts';
import { people, vote } from '../events/study.ts';
import { sourceOf } from './bytes.ts';
import { caseFile, importCase, importContent } from './case-files.ts';
import { readAs } from './formats/reading.ts';
import { attempt, countersOf, newWorld } from './importing.ts';

describe('Spellings of one name', () => {
  const modelsOf = (votes: readonly { first: string; second: string }[]) => [
    ...new Set(votes.flatMap(({ first, second }) => [first, second])),
  ];

  test('blanks and characters without width do not make another model, but case and hyphens do', async () => {
    const { receipt, votes } = await importCase('model-variants');
    expect(receipt).toMatchObject({ recorded: 6, rejected: 0 });
    expect(modelsOf(votes).sort()).toEqual(['GPT-4', 'GPT\u20114', 'Llama', 'gpt-4', 'llama']);
  });

  test('composed and decomposed accents are one name', async () => {
    const { receipt, votes } = await importCase('unicode-forms');
    expect(receipt).toMatchObject({ recorded: 2, rejected: 0 });
    expect([modelsOf(votes), new Set(votes.map(({ specialty }) => specialty)).size]).toEqual([
      ['Mod\u00e8le', 'B'],
      1,
    ]);
  });

  const votesOf = (...clinicians: string[]) =>
    [
      'clinician,specialty,first,second,outcome,judgment',
      ...clinicians.map((who, at) => `${who},card,A,B,first,j${at}`),
    ].join('\n');

  test.each([
    ['characters without width', ['Ada', 'A\u200bda', 'Ada\u2060', '\ufeffAda', 'A\u200c\u200dda']],
    ['blanks around the name', ['Ada', '\u00a0Ada', 'Ada\u202f', ' Ada\u3000 ']],
    ['the form of accents', ['Zo\u00eb', 'Zoe\u0308', 'Zoe\u200b\u0308']],
  ])('one clinician has one pseudonym with any spelling that differs in %s', async (_, clinicians) => {
    const { events } = await readAs({ content: votesOf(...clinicians) });
    expect(events).toHaveLength(clinicians.length);
    expect(new Set(events.map(({ clinician }) => clinician)).size).toBe(1);
  });

  test('a reject does not show a clinician whose name is interrupted by characters without width', async () => {
    const mapping = {
      row: 'vote',
      columns: {
        clinician: 'who',
        specialty: 'sp',
        first: 'a',
        second: 'b',
        outcome: 'vote',
        judgment: 'id',
      },
    };
    const row = {
      who: 'Doc\u200btor Ada',
      id: 'Doctor\u2060 Ada-1',
      sp: 'card',
      a: 'Doct\u200cor Ada',
      b: 'B',
      vote: 'Doctor Ad\u200da',
    };
    const { receipt, rejects } = await importContent(JSON.stringify(row), mapping);
    expect(receipt).toMatchObject({ recorded: 0, rejected: 1 });
    expect(rejects.replaceAll(/[^a-z]/gi, '')).not.toMatch(/doctorada/i);
  });
});

describe('A warning of names that look alike', () => {
  const similar = ({ warnings }: Receipt) =>
    warnings
      .filter(({ warning }) => warning.startsWith('similar_'))
      .map(({ warning, count }) => [warning, count]);

  test('is in the receipt for each group of models, and quotes them with their unusual characters', async () => {
    const { receipt } = await importCase('model-variants');
    expect(similar(receipt)).toEqual([
      ['similar_models', 3],
      ['similar_models', 2],
    ]);
    expect(receipt.warnings[0]?.message).toMatch(/"GPT-4", "GPT\u20114" \(with U\+2011\), "gpt-4"\./);
    expect(receipt.warnings[1]?.message).toMatch(/: "Llama", "llama"\./);
  });

  test('gives the line of the protocol that counts the names as one, and is absent with this line', async () => {
    const { receipt } = await importCase('model-variants');
    const [first, second] = receipt.warnings.map(
      ({ message }) => /In the protocol: (.*)$/.exec(message)?.[1],
    );
    expect(first).toBe('"aliases": {"models": {"GPT-4": ["GPT\u20114", "gpt-4"]}}');
    expect(second).toBe('"aliases": {"models": {"Llama": ["llama"]}}');

    const { content, object } = caseFile('model-variants');
    const models = { 'GPT-4': ['GPT\u20114', 'gpt-4'], Llama: ['llama'] };
    const world = newWorld();
    await attempt(world, content, { object, protocol: protocol.parse({ aliases: { models } }) });
    expect(world.receipts.receipt).toMatchObject({ recorded: 6, warnings: [] });
    const spellings = new Set((await countersOf(world)).flatMap(({ x, y }) => [x, y]));
    expect([...spellings].sort()).toEqual(['GPT-4', 'GPT\u20114', 'Llama', 'gpt-4', 'llama']);
  });

  test('names the spellings that the aliases of the protocol leave', () => {
    const names = new NamesRead(protocol.parse({ aliases: { specialties: { ICU: ['icu'] } } }));
    for (const specialty of ['ICU', 'icu', 'I C U'])
      names.add({ ...vote, specialty, clinician: people.pseudonymOf(vote.clinician) });
    expect(names.warnings()).toMatchObject([
      { count: 2, message: expect.stringContaining(': "I C U", "ICU". In the protocol: ') },
    ]);
  });

  test('only counts clinicians, and shows none of their ids', async () => {
    const { receipt, votes } = await importCase('same-id-two-raters');
    expect(receipt).toMatchObject({ recorded: 3, rejected: 0 });
    expect(new Set(votes.map(({ clinician }) => clinician)).size).toBe(3);
    expect(similar(receipt)).toEqual([['similar_clinicians', 2]]);
    expect(JSON.stringify(receipt.warnings)).not.toMatch(/c1/i);
  });

  test('is absent if the names are one already', async () => {
    expect(similar((await importCase('unicode-forms')).receipt)).toEqual([]);
  });

  test('typographic quotes around an outcome make a reject, and a stray quote swallows no row', async () => {
    const { receipt, rejects } = await importCase('quotes-smart');
    expect(receipt).toMatchObject({ rows: 3, recorded: 1, rejected: 2 });
    const lines = rejects
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).line);
    expect(lines).toEqual([3, 4]);
  });

  const table = (...rows: string[]) =>
    [
      'clinician,specialty,first,second,outcome,judgment',
      ...rows.map((row, at) => `${row},first,j${at}`),
    ].join('\n');

  test.each([
    [
      'specialties',
      table('c1,Cardiology,A,B', 'c2,cardiology,A,B', 'c3,card iology,A,B'),
      [['similar_specialties', 3]],
    ],
    [
      'a model in typographic quotes',
      table('c1,card,\u201cA\u201d,B', 'c2,card,A,B'),
      [['similar_models', 2]],
    ],
    [
      'clinicians in two alphabets',
      table('Doctor Ada,card,A,B', 'D\u043ector_Ada,card,A,B'),
      [['similar_clinicians', 2]],
    ],
    ['no names of refused rows', table('c1,card,A,B', 'c2,card,a,a'), []],
  ])('names %s', async (_, content, warnings) => {
    expect(similar((await importContent(content)).receipt)).toEqual(warnings);
  });

  test('lists a bounded number of groups, and counts the others', async () => {
    const rows = Array.from({ length: 30 }, (_, at) => `c1,card,model x${at},Model X${at}`);
    const { receipt } = await importContent(table(...rows));
    expect(similar(receipt)).toHaveLength(21);
    expect(receipt.warnings.at(-1)).toMatchObject({
      count: 20,
      message: expect.stringMatching(/, in 10 more groups$/),
    });
  });

  test('is also shown by inspect', async () => {
    const warningsOf = async (settings: Protocol) => {
      const inspection = await inspectFile(sourceOf(caseFile('model-variants').content), {
        protocol: settings,
        mapping: null,
        pseudonymiser: people,
        fileTime: '2026-03-01T09:30:00Z',
        atMost: 100,
        hasHeader: true,
      });
      return inspection?.warnings.filter((warning) => /differ from each other/.test(warning));
    };
    expect(await warningsOf(defaultProtocol())).toEqual([
      expect.stringMatching(/In the protocol: "aliases": \{"models": \{"GPT-4": /),
      expect.stringMatching(/In the protocol: "aliases": \{"models": \{"Llama": \["llama"\]\}\}$/),
    ]);
    const declared = protocol.parse({ aliases: { models: { Llama: ['llama'] } } });
    expect(await warningsOf(declared)).toHaveLength(1);
  });
});
