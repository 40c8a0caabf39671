import { describe, expect, test } from 'vitest';
import { importCase, importContent } from './case-files.ts';
import { readAs } from './formats/reading.ts';

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
