import { expect, it } from 'vitest';
import { audit } from '../../support/audit.ts';
import { inputOf, type Said, SMALL } from './support.ts';

const vote = (by: number, first: string, specialty: string): Said => ({
  by,
  first,
  second: 'other',
  specialty,
  outcome: 'tie',
});
const similar = (said: readonly Said[], protocol = SMALL) =>
  audit(inputOf(said, protocol)).quality.similarNames;

it('the quality of a study lists models and specialties that may be one, and changes no figure for them', () => {
  const said = [vote(1, 'GPT-4', 'Cardiology'), vote(2, 'gpt 4', 'cardiology'), vote(3, 'aster', 'oncology')];
  expect(similar(said)).toEqual([
    { kind: 'model', names: ['GPT-4', 'gpt 4'] },
    { kind: 'specialty', names: ['Cardiology', 'cardiology'] },
  ]);
  expect(similar(said.toReversed())).toEqual(similar(said));
  expect(audit(inputOf(said)).totals).toMatchObject({ models: 4, specialties: 3 });
});

it('a study without such names has no list of them', () => {
  expect(
    audit(inputOf([vote(1, 'aster', 'oncology'), vote(2, 'borage', 'cardiology')])).quality,
  ).not.toHaveProperty('similarNames');
});

it('names that only the protocol lists are compared, too', () => {
  const protocol = { ...SMALL, specialties: ['oncology', 'on cology'] };
  expect(similar([vote(1, 'aster', 'oncology')], protocol)).toEqual([
    { kind: 'specialty', names: ['on cology', 'oncology'] },
  ]);
});
