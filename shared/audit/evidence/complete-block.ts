import { SCORES } from '../../contracts/index.ts';
import { FATES, GROUPS } from '../../ledger/cells/index.ts';
import { ALONE, type Block, BOTH_BAD, type Layout, LOST, TIED, WON } from './layout.ts';

/** Transposes a block in place, from group × entry to entry × group. */
export function groupsSideBySide(block: Block, { entries }: Layout): void {
  const before = block.slice();
  for (let group = 0; group < GROUPS; group++)
    for (let entry = 0; entry < entries; entry++)
      block[entry * GROUPS + group] = before[group * entries + entry]!;
}

/**
 * Computes the entries of a block that follow from others: composite scores over all fates, and the votes "both bad",
 * which are the remaining displayed answers.
 */
export function completeBlock(block: Block, layout: Layout): void {
  const add = (into: number, from: number, factor = 1): void => {
    const [target, source] = [into * GROUPS, from * GROUPS];
    for (let group = 0; group < GROUPS; group++) block[target + group]! += factor * block[source + group]!;
  };
  for (const fate of FATES.keys()) {
    const rated = layout.rated(layout.composite, fate)!;
    for (const at of SCORES.keys()) {
      const entry = layout.compositeScore(fate, at);
      add(layout.score(layout.composite, at), entry);
      add(rated, entry);
      if (at < 2) add(rated + 1, entry);
    }
  }
  for (let criterion = 0; criterion < layout.composite; criterion++) {
    const rest = layout.rated(criterion, BOTH_BAD);
    if (rest === null) continue;
    for (const at of SCORES.keys()) {
      add(rest, layout.score(criterion, at));
      if (at < 2) add(rest + 1, layout.score(criterion, at));
    }
    for (const fate of [WON, LOST, TIED, ALONE]) {
      const rated = layout.rated(criterion, fate)!;
      add(rest, rated, -1);
      add(rest + 1, rated + 1, -1);
    }
  }
}
