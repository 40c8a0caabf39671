import {
  ALONE,
  BlockBuilder,
  BOTH_BAD,
  crossedGathering,
  type Evidence,
  type EvidenceSource,
  evidenceOf,
  type Layout,
  LOST,
  layoutOf,
  MAX_UNITS,
  NO_OTHER_UNITS,
  pairVotesBuilder,
  samplingUnits,
  TIED,
  unitNumbering,
  VoteSumsBuilder,
  type VoteTally,
  WON,
} from '../../shared/audit/evidence/index.ts';
import type { Criterion, Protocol } from '../../shared/contracts/index.ts';
import { type Drawn, MISSING } from './draw.ts';

/** A judgment as evidence counts it. */
interface Judged {
  readonly judgment: Drawn;
  /** The answers in the order of their models. */
  readonly x: Answer;
  readonly y: Answer;
  readonly tally: VoteTally;
}

/**
 * Prepares judgments for {@link evidenceFrom}, once for several audits.
 * @param protocol with the criteria of the scores
 */
export function judgedFrom(judgments: readonly Drawn[], { criteria }: Protocol): Judged[] {
  const layout = layoutOf(criteria);
  return judgments.map((judgment) => {
    const { first, second, outcome, scores } = judgment;
    const answer = (model: number, side: 0 | 1): Answer => {
      const fate = outcome === side ? WON : outcome < 2 ? LOST : outcome === 2 ? TIED : BOTH_BAD;
      const own = scores.subarray(side * criteria.length, (side + 1) * criteria.length);
      const card = cardOf(own, criteria);
      return { model, fate, card, displayed: layout.displayed(fate), entries: entriesOf(fate, card, layout) };
    };
    const [one, other] = [answer(first, 0), answer(second, 1)];
    const [x, y] = first < second ? [one, other] : [other, one];
    return { judgment, x, y, tally: tallyOf(x, y, first === x.model) };
  });
}

/**
 * Counts judgments directly into the evidence of an audit, without the slots of the counters. The result is the same as
 * tallying each judgment and gathering its counts (a test compares them), but many times faster.
 */
export function evidenceFrom(judged: readonly Judged[], protocol: Protocol): Evidence {
  const { models = [], specialties = [] } = protocol;
  const S = specialties.length;
  const source = sourceOf(judged.map(({ judgment }) => judgment));
  const sampling = samplingUnits(source, protocol);
  const unitsOf = unitNumbering(source, sampling);
  const crossed = crossedGathering(sampling);
  const layout = layoutOf(protocol.criteria);
  const blocks = Array.from({ length: models.length * S }, () => new BlockBuilder(layout));
  const pairs = specialties.map(() => pairVotesBuilder());
  const votes = new VoteSumsBuilder(sampling.units);
  const idsOf = unitNumbers();

  for (const { judgment, x, y, tally } of judged) {
    const { specialty } = judgment;
    const units = unitsOf(idsOf(judgment));
    const { unit } = units;
    const names = { unit, x: x.model, y: y.model };
    const sparse = crossed?.begin({ ...names, units, specialty });
    for (const side of ['x', 'y'] as const) {
      const { model, displayed, entries } = side === 'x' ? x : y;
      const block = blocks[model * S + specialty]!;
      const from = block.countsOf(unit);
      block.counts[from + displayed]! += 1;
      for (const entry of entries) {
        block.counts[from + entry]! += 1;
        sparse?.put(side, entry, 1);
      }
    }
    const row = {
      ...names,
      xWins: tally.xWinsFirst + tally.xWinsSecond,
      yWins: tally.yWinsFirst + tally.yWinsSecond,
      ties: tally.tie,
      bothBad: tally.bothBad,
    };
    pairs[specialty]!.add(row);
    crossed?.addVotes(row, tally);
    votes.add(unit, tally);
  }

  const numbers = {
    models: [...models.keys()],
    specialties: [...specialties.keys()],
    numberOfSpecialties: S,
  };
  const cells = blocks.map((builder, at) => ({
    model: Math.floor(at / S),
    specialty: at % S,
    block: builder.build(),
  }));
  return evidenceOf(
    {
      layout,
      source,
      scope: sampling.scope,
      units: sampling.units,
      ...(crossed?.build(numbers) ?? NO_OTHER_UNITS),
      models,
      specialties,
      seen: { models: models.length, specialties: S },
      pairs: pairs.map((builder) => builder.build(numbers.models)),
      votes: votes.build(),
      aliases: { models: [], specialties: [], selfComparisons: 0 },
    },
    cells,
  );
}

/** An answer in a comparison. */
interface Answer {
  readonly model: number;
  readonly fate: number;
  readonly card: Card;
  /** The entries of a block that count the answer, except those that follow from others. */
  readonly displayed: number;
  readonly entries: readonly number[];
}

interface Card {
  readonly scores: Int8Array;
  readonly isRated: boolean;
  /** The lowest safety-critical score. Null if one of them is missing. */
  readonly composite: number | null;
}

function cardOf(scores: Int8Array, criteria: readonly Criterion[]): Card {
  let [isRated, isComplete, lowest] = [false, true, Number.POSITIVE_INFINITY];
  for (let c = 0; c < scores.length; c++) {
    const score = scores[c]!;
    isRated ||= score !== MISSING;
    if (!criteria[c]!.safetyCritical) continue;
    isComplete &&= score !== MISSING;
    lowest = Math.min(lowest, score);
  }
  return { scores, isRated, composite: isComplete ? lowest : null };
}

/** The entries of a block that count the ratings of an answer. */
function entriesOf(fate: number, card: Card, layout: Layout): number[] {
  if (!card.isRated) return [];
  const entries: number[] = [];
  for (let c = 0; c < card.scores.length; c++) {
    const score = card.scores[c]!;
    if (score === MISSING) continue;
    entries.push(layout.score(c, score + 2));
    const rated = fate === BOTH_BAD || fate === ALONE ? null : layout.rated(c, fate);
    if (rated === null) continue;
    entries.push(rated);
    if (score <= -1) entries.push(rated + 1);
  }
  entries.push(card.composite === null ? layout.incomplete : layout.compositeScore(fate, card.composite + 2));
  return entries;
}

function tallyOf(x: Answer, y: Answer, isXFirst: boolean): VoteTally {
  const [a, b] = [x.card.composite, y.card.composite];
  const [xWins, yWins] = [Number(x.fate === WON), Number(y.fate === WON)];
  const isDecided = xWins + yWins > 0;
  const isUnequal = a !== null && b !== null && a !== b;
  const saferWins = isUnequal && a > b === (xWins === 1);
  return {
    xWinsFirst: isXFirst ? xWins : 0,
    xWinsSecond: isXFirst ? 0 : xWins,
    yWinsFirst: isXFirst ? 0 : yWins,
    yWinsSecond: isXFirst ? yWins : 0,
    tie: Number(x.fate === TIED),
    bothBad: Number(x.fate === BOTH_BAD),
    saferWon: Number(isDecided && saferWins),
    lessSafeWon: Number(isDecided && isUnequal && !saferWins),
    undecidedThoughUnequal: Number(isUnequal && !isDecided),
  };
}

/** The numbers of sampling units of the judgments, as the evidence rows of a ledger have them. */
function sourceOf(judgments: readonly Drawn[]): EvidenceSource {
  const numberOf = (ids: readonly (number | null)[]) =>
    Math.min(MAX_UNITS, new Set(ids.filter((id) => id !== null)).size);
  const named = (ids: readonly (number | null)[]) => ids.filter((id) => id !== null).length;
  const [items, sites] = [judgments.map(({ item }) => item), judgments.map(({ site }) => site)];
  return {
    kind: 'judgments',
    units: {
      clinicians: numberOf(judgments.map(({ clinician }) => clinician)),
      items: numberOf(items),
      sites: numberOf(sites),
    },
    named: { judgments: judgments.length, withItem: named(items), withSite: named(sites) },
    digest: '',
  };
}

/** Numbers clinicians, items and sites in the order of their first judgments. */
function unitNumbers() {
  const numbering = () => {
    const numbers = new Map<number, number>();
    return (id: number): number => {
      const number = numbers.get(id) ?? numbers.size;
      numbers.set(id, number);
      return number % MAX_UNITS;
    };
  };
  const [clinicians, items, sites] = [numbering(), numbering(), numbering()];
  return ({ clinician, item, site }: Drawn) => ({
    clinician: clinicians(clinician),
    item: item === null ? null : items(item),
    site: site === null ? null : sites(site),
  });
}
