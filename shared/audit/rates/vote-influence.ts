import type { Level } from '../../contracts/index.ts';
import { stratifiedRatio } from '../../stats/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { type Block, entryTotal, type Layout, LOST, WON } from '../evidence/layout.ts';

/**
 * The influence of the vote on failures, (R − 1)/(R + 1) for R the failure rate of lost answers over that of won answers
 * within the same model and specialty. From −1 to 1. It is 0 if the answers do not show it.
 *
 * If the vote influences all models alike, a rate is 1 + lean · influence times the rate that is half over answers that
 * won and half over answers that lost. The influence contains what clinicians recognise of an answer's safety when they
 * vote, so it is an upper limit of halo.
 * @see docs/decisions/0154-zones-hold-under-halo.md
 */
export type VoteInfluence = (criterion: number, level: Level) => number;

/**
 * Severe failures of single criteria, and criteria that are not safety-critical, are not tallied by outcome. They have the
 * influence on the composite of the same level.
 */
export function voteInfluence({ cells, layout }: Evidence): VoteInfluence {
  const known = new Map<string, number>();
  return (criterion, level) => {
    const isTallied = level === 'failure' && layout.rated(criterion, WON) !== null;
    const tallied = isTallied ? criterion : layout.composite;
    const key = `${tallied} ${level}`;
    const found = known.get(key) ?? influenceOn(cells, layout, tallied, level);
    known.set(key, found);
    return found;
  };
}

function influenceOn(cells: Evidence['cells'], layout: Layout, criterion: number, level: Level): number {
  if (layout.rated(criterion, WON) === null) return 0;
  const totals = (block: Block, fate: typeof LOST | typeof WON) => {
    const entry = layout.rated(criterion, fate)!;
    const failed = level === 'failure' ? entry + 1 : layout.compositeScore(fate, 0);
    return { n: entryTotal(block, entry), k: entryTotal(block, failed) };
  };
  const ratio = stratifiedRatio(
    cells.map(({ block }) => ({ exposed: totals(block, LOST), unexposed: totals(block, WON) })),
  );
  return ratio === null ? 0 : 1 - 2 / (ratio + 1);
}
