import { expect, it } from 'vitest';
import { counted, weighted } from '../../../shared/audit/evidence/answers.ts';
import { series } from '../../../shared/audit/evidence/layout.ts';
import { GROUPS } from '../../../shared/ledger/cells/cell.ts';
import { FATES } from '../../../shared/ledger/cells/slots.ts';
import { answersOf, failures, total } from '../../support/answers-of-cell.ts';
import { gather } from '../../support/audit.ts';
import { inputOf, SMALL, simulated } from './support.ts';

const models = ['a', 'b', 'c'];
const votes = simulated({
  seed: 31,
  votes: 600,
  clinicians: 40,
  models,
  specialties: ['x', 'y'],
  ability: () => 0,
  risk: () => 0.3,
  rated: (outcome) => outcome !== 'lost',
});
const alone = votes
  .slice(0, 100)
  .map(({ by, specialty, scores }) => ({ by, specialty: specialty!, scores: scores! }));
const incomplete = votes.slice(0, 60).map((vote) => ({
  ...vote,
  scores: { [vote.first!]: { accuracy: -1 } as const },
}));
const input = inputOf([...votes, ...alone, ...incomplete]);
const evidence = gather(input.cells, input.settings.criteria, SMALL);
const { layout } = evidence;

it('has the same sums, group by group, as a plain reading of the cells', () => {
  for (const [model, name] of models.entries())
    for (const [specialty, where] of evidence.specialties.entries()) {
      const block = evidence.block(model, specialty);
      for (let group = 0; group < GROUPS; group++) {
        const tallies = input.cells
          .filter((cell) => cell.group === group && cell.specialty === where)
          .flatMap((cell) => [
            ...(cell.x === name ? [answersOf(cell, 'x', layout.criteria)] : []),
            ...(cell.y === name ? [answersOf(cell, 'y', layout.criteria)] : []),
          ]);
        const sum = (of: (tally: (typeof tallies)[number]) => number) =>
          tallies.reduce((all, tally) => all + of(tally), 0);
        const at = block.units.indexOf(group);
        const here = (counts: ArrayLike<number>): number => (at < 0 ? 0 : counts[at]!);
        for (const [criterion] of layout.criteria.entries()) {
          const { n, k } = counted(block, { layout, criterion, level: 'failure' });
          expect(here(n)).toBe(sum(({ scores }) => total(scores[criterion]!)));
          expect(here(k)).toBe(sum(({ scores }) => failures(scores[criterion]!)));
          for (const [fate, what] of FATES.entries()) {
            const entry = layout.rated(criterion, fate);
            if (entry === null) continue;
            expect(here(series(block, entry))).toBe(sum(({ fates }) => fates[criterion]![what].rated));
            expect(here(series(block, entry + 1))).toBe(sum(({ fates }) => fates[criterion]![what].failures));
          }
        }
        for (const [fate, what] of FATES.entries()) {
          const entry = layout.rated(layout.composite, fate)!;
          expect(here(series(block, entry))).toBe(sum(({ composite }) => total(composite[what])));
          expect(here(series(block, entry + 1))).toBe(sum(({ composite }) => failures(composite[what])));
        }
        const lacking = [layout.incomplete, layout.incompleteAlone].map((entry) =>
          here(series(block, entry)),
        );
        expect(lacking[0]! + lacking[1]!).toBe(sum(({ incomplete: count }) => count));
      }
    }
});

it('counts the same if it is summed or weighted by 1', () => {
  const block = evidence.block(null, null);
  const ones = FATES.map(() => 1);
  for (const criterion of [0, 1, layout.composite])
    expect(weighted(block, { layout, criterion, level: 'failure' }, ones)).toEqual(
      counted(block, { layout, criterion, level: 'failure' }),
    );
});
