import {
  type Block,
  BOTH_BAD,
  type Evidence,
  evidenceOf,
  type Layout,
  LOST,
  layoutOf,
  type PairRow,
  pairVotesBuilder,
  TIED,
  WON,
} from '../../shared/audit/evidence/index.ts';
import type { Protocol } from '../../shared/contracts/index.ts';
import { type Drawn, MISSING } from './draw.ts';
import type { Sampling } from './units.ts';

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

/**
 * Counts judgments directly into the blocks of an audit, without the slots of the counters. The result is the same as
 * tallying each judgment and gathering the counts (a test compares them), but about thirty times faster.
 */
export function evidenceCounter(protocol: Protocol, { source, units, unitOf }: Sampling) {
  const models = protocol.models!;
  const specialties = protocol.specialties!;
  const [K, S] = [models.length, specialties.length];
  const layout = layoutOf(protocol.criteria);
  const C = layout.composite;
  const critical = protocol.criteria.map(({ safetyCritical }) => safetyCritical);
  /** Blocks of all units. */
  const blocks = Array.from({ length: K * S }, () => wholeBlock(layout, units));
  const pairs = new Map<number, Mutable<PairRow>>();
  const votes = {
    wonFirst: new Float64Array(units),
    wonSecond: new Float64Array(units),
    saferWon: new Float64Array(units),
    lessSafeWon: new Float64Array(units),
  };

  const countAnswer = ({ counts }: Block, fate: number, unit: number, scores: Int8Array): number | null => {
    const add = (entry: number) => {
      counts[entry * units + unit]! += 1;
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

  const pairAt = (specialty: number, unit: number, x: number, y: number): Mutable<PairRow> => {
    const at = ((specialty * units + unit) * K + x) * K + y;
    const pair = pairs.get(at) ?? { unit, x, y, xWins: 0, yWins: 0, ties: 0, bothBad: 0 };
    pairs.set(at, pair);
    return pair;
  };

  const count = (judgment: Drawn): void => {
    const { specialty, first, second, outcome, scores } = judgment;
    const unit = unitOf(judgment);
    const [x, y] = first < second ? [first, second] : [second, first];
    const pair = pairAt(specialty, unit, x, y);
    const decided = outcome < 2;
    if (!decided) pair[outcome === 2 ? 'ties' : 'bothBad']++;
    else {
      pair[(outcome === 0 ? first : second) === x ? 'xWins' : 'yWins']++;
      votes[outcome === 0 ? 'wonFirst' : 'wonSecond'][unit]! += 1;
    }
    const undecided = outcome === 2 ? TIED : BOTH_BAD;
    const [fateFirst, fateSecond] = decided
      ? outcome === 0
        ? [WON, LOST]
        : [LOST, WON]
      : [undecided, undecided];
    const a = countAnswer(blocks[first * S + specialty]!, fateFirst, unit, scores.subarray(0, C));
    const b = countAnswer(blocks[second * S + specialty]!, fateSecond, unit, scores.subarray(C));
    if (a === null || b === null || a === b || !decided) return;
    votes[a > b === (outcome === 0) ? 'saferWon' : 'lessSafeWon'][unit]! += 1;
  };

  /** The evidence of the judgments counted so far. */
  const evidence = (): Evidence => {
    const builders = specialties.map(() => pairVotesBuilder());
    for (const [at, pair] of pairs) builders[Math.floor(at / (units * K * K))]!.add(pair);
    const cells = blocks.map((block, at) => ({
      model: Math.floor(at / S),
      specialty: at % S,
      block: occupiedBlock(block, layout),
    }));
    return evidenceOf(
      {
        layout,
        source,
        units,
        models,
        specialties,
        seen: { models: K, specialties: S },
        pairs: builders.map((builder) => builder.build([...models.keys()])),
        votes: {
          wonFirst: votes.wonFirst.slice(),
          wonSecond: votes.wonSecond.slice(),
          saferWon: votes.saferWon.slice(),
          lessSafeWon: votes.lessSafeWon.slice(),
        },
        aliases: { models: [], specialties: [], selfComparisons: 0 },
      },
      cells,
    );
  };
  return { count, evidence };
}

const wholeBlock = ({ entries }: Layout, units: number): Block => ({
  units: Int32Array.from({ length: units }, (_, unit) => unit),
  counts: new Int32Array(entries * units),
});

/** The block without the units that have no counts. */
function occupiedBlock({ units, counts }: Block, { entries }: Layout): Block {
  const width = units.length;
  const occupied = units.filter((_, at) => {
    for (let entry = 0; entry < entries; entry++) if (counts[entry * width + at] !== 0) return true;
    return false;
  });
  const kept = new Int32Array(entries * occupied.length);
  for (let entry = 0; entry < entries; entry++)
    for (const [at, unit] of occupied.entries())
      kept[entry * occupied.length + at] = counts[entry * width + unit]!;
  return { units: occupied, counts: kept };
}
