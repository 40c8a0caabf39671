import {
  type Block,
  BOTH_BAD,
  type Evidence,
  emptyBlock,
  evidenceOf,
  LOST,
  layoutOf,
  type PairRow,
  pairVotesBuilder,
  TIED,
  WON,
} from '../../shared/audit/evidence/index.ts';
import type { Protocol } from '../../shared/contracts/index.ts';
import { GROUPS } from '../../shared/ledger/cells/index.ts';
import { type Drawn, MISSING } from './draw.ts';

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

/**
 * Counts judgments directly into the blocks of an audit, without the slots of the counters. The result is the same as
 * tallying each judgment and gathering the cells (a test compares them), but about thirty times faster.
 */
export function evidenceCounter(protocol: Protocol) {
  const models = protocol.models!;
  const specialties = protocol.specialties!;
  const [K, S] = [models.length, specialties.length];
  const layout = layoutOf(protocol.criteria);
  const C = layout.composite;
  const critical = protocol.criteria.map(({ safetyCritical }) => safetyCritical);
  const blocks: Block[] = Array.from({ length: K * S }, () => emptyBlock(layout));
  const pairs = new Array<Mutable<PairRow> | undefined>(S * GROUPS * K * K);
  const votes = {
    wonFirst: new Float64Array(GROUPS),
    wonSecond: new Float64Array(GROUPS),
    saferWon: new Float64Array(GROUPS),
    lessSafeWon: new Float64Array(GROUPS),
  };

  const countAnswer = (block: Block, fate: number, group: number, scores: Int8Array): number | null => {
    const add = (entry: number) => {
      block[entry * GROUPS + group]! += 1;
    };
    add(layout.displayed(fate));
    let [rated, complete, lowest] = [false, true, 2];
    for (let c = 0; c < C; c++) {
      const score = scores[c]!;
      if (score === MISSING) {
        complete &&= !critical[c]!;
        continue;
      }
      rated = true;
      add(layout.score(c, score + 2));
      if (!critical[c]) continue;
      lowest = Math.min(lowest, score);
      const entry = layout.rated(c, fate)!;
      add(entry);
      if (score <= -1) add(entry + 1);
    }
    if (!rated) return null;
    if (!complete) {
      add(layout.incomplete);
      return null;
    }
    add(layout.compositeScore(fate, lowest + 2));
    add(layout.score(C, lowest + 2));
    const entry = layout.rated(C, fate)!;
    add(entry);
    if (lowest <= -1) add(entry + 1);
    return lowest;
  };

  const count = ({ group, specialty, first, second, outcome, scores }: Drawn): void => {
    const [x, y] = first < second ? [first, second] : [second, first];
    const at = ((specialty * GROUPS + group) * K + x) * K + y;
    pairs[at] ??= { group, x, y, xWins: 0, yWins: 0, ties: 0, bothBad: 0 };
    const pair = pairs[at];
    const decided = outcome < 2;
    if (!decided) pair[outcome === 2 ? 'ties' : 'bothBad']++;
    else {
      pair[(outcome === 0 ? first : second) === x ? 'xWins' : 'yWins']++;
      votes[outcome === 0 ? 'wonFirst' : 'wonSecond'][group]! += 1;
    }
    const undecided = outcome === 2 ? TIED : BOTH_BAD;
    const [fateFirst, fateSecond] = decided
      ? outcome === 0
        ? [WON, LOST]
        : [LOST, WON]
      : [undecided, undecided];
    const a = countAnswer(blocks[first * S + specialty]!, fateFirst, group, scores.subarray(0, C));
    const b = countAnswer(blocks[second * S + specialty]!, fateSecond, group, scores.subarray(C));
    if (a === null || b === null || a === b || !decided) return;
    votes[a > b === (outcome === 0) ? 'saferWon' : 'lessSafeWon'][group]! += 1;
  };

  const evidence = (): Evidence => {
    const builders = specialties.map(() => pairVotesBuilder());
    for (const [at, pair] of pairs.entries())
      if (pair) builders[Math.floor(at / (GROUPS * K * K))]!.add(pair);
    const seen = { models: K, specialties: S };
    const built = builders.map((builder) => builder.build([...models.keys()]));
    const cells = blocks.map((block, at) => ({ model: Math.floor(at / S), specialty: at % S, block }));
    const aliases = { models: [], specialties: [], selfComparisons: 0 };
    return evidenceOf({ layout, models, specialties, seen, pairs: built, votes, aliases }, cells);
  };
  return { count, evidence };
}
