import { type Input, type Statement, type StudyFile, UNNAMED } from './statements.ts';

type Value = string | number;
interface Given {
  readonly value: Value;
  readonly revision: number;
}
type Named = readonly [place: string, value: Value];
/** A judgment: the values that its places were given, and its withdrawn parts. */
interface Judgment {
  readonly label: string;
  readonly places: Map<string, Given[]>;
  readonly withdrawn: Set<string>;
}
const text = JSON.stringify;
const answersOf = ({ first, second, model }: Statement) => [first, second, model];
const scoresOf = ({ scores = {} }: Statement): Named[] =>
  Object.entries(scores).flatMap(([model, card]) =>
    Object.entries(card).map(([criterion, score]): Named => [`score ${model} ${criterion}`, score]),
  );

/** The names of the judgments of a file's rows, by the rules of the documentation. Null if the file is refused. */
function namesIn(
  { identity, rows, statements, isBroken, data }: StudyFile,
  counted: ReadonlyMap<string, string>,
) {
  const times = new Set(statements.flatMap(({ at }) => at?.slice(11) ?? []));
  const isFine = times.size > 1 || (statements.length === 1 && !times.has('00:00:00Z'));
  const by = identity === 'described' && (rows || !isFine) ? 'positional' : identity;
  const batch = typeof rows === 'object' ? rows.batch : '';
  const seen = new Map<string, number>();
  const count = (name: string) => seen.set(name, (seen.get(name) ?? 0) + 1).get(name)!;
  const pairs = new Map<string, Set<string>>();
  const isForeign = (name: string) => counted.has(name) && counted.get(name) !== data;
  let isRefused = by === 'positional' && rows !== 'cumulative' && isBroken;
  const names = statements.map((one) => {
    const { rater, id, kind, at, item, specialty, outcome, revision = 1 } = one;
    const whole = text([kind, rater, specialty, at, item, answersOf(one), outcome, scoresOf(one).sort()]);
    const content = `${whole} ${count(whole)}`;
    const declared = text([rater, id]);
    const described = text([kind, rater, at, answersOf(one), item]);
    const score = text([rater, item, one.model]);
    const own = { declared, described, score, positional: batch + content }[by];
    if (by === 'described') isRefused ||= count(own) > 1;
    if (by === 'score') isRefused ||= count(`${own} ${scoresOf(one)[0]![0]}`) > 1;
    if (by === 'positional' && rows !== 'cumulative') isRefused ||= isForeign(own);
    // The row may be counted under another identity. Only the rows of a batch are new in any case.
    const others =
      by === 'declared' ? [] : [content, ...(at ? [described] : [])].filter((name) => name !== own);
    isRefused ||= others.some((name) => counted.has(name) && (batch === '' || !isForeign(name)));
    // An unnamed clinician may be several people, so that each id may occur only once.
    const pair = rater === UNNAMED ? `${count(own)}` : text([one.first, one.second].sort());
    const key = text([own, revision]);
    if (kind === 'vote') pairs.set(key, (pairs.get(key) ?? new Set()).add(pair));
    return own;
  });
  const contradicting = [...pairs.values()].filter(({ size }) => size > 1).length;
  if (by === 'declared') isRefused ||= contradicting > pairs.size / 100;
  return isRefused ? null : { names, by };
}

/** The right result of a study: its judgments, and the files that are refused. */
export function fold(inputs: readonly Input[]) {
  const judgments = new Map<string, Judgment>();
  /** The data of the file that counted a row without an id first. */
  const counted = new Map<string, string>();
  const refused = new Set<string>();
  for (const input of inputs) {
    const read = input.type === 'file' ? namesIn(input, counted) : null;
    if (input.type === 'file' && read === null) refused.add(input.name);
    for (const [index, one] of (input.type === 'file' && !read ? [] : input.statements).entries()) {
      const name = read?.names[index] ?? text([one.rater, one.id]);
      if (input.type === 'file' && read?.by !== 'declared' && !counted.has(name))
        counted.set(name, input.data);
      enter(judgments, name, one);
    }
  }
  return { judgments, refused };
}

function enter(judgments: Map<string, Judgment>, name: string, one: Statement): void {
  const label = `${one.rater} ${one.id ?? ''}`;
  const judgment = judgments.get(name) ?? { label, places: new Map(), withdrawn: new Set() };
  judgments.set(name, judgment);
  const { kind, specialty, site, item, answers = {}, first, second, outcome, part, revision = 1 } = one;
  if (kind === 'retraction') {
    for (const withdrawn of part === 'all' ? ['vote', 'ratings'] : [part!]) judgment.withdrawn.add(withdrawn);
    return;
  }
  const comparison: Named[] = kind === 'vote' ? [['comparison', text([first, second, outcome])]] : [];
  const items: Named[] = item === undefined ? [] : [['item', item]];
  const sites: Named[] = site === undefined ? [] : [['site', site]];
  const shown = Object.entries(answers).map(([model, answer]): Named => [`answer ${model}`, answer]);
  for (const [place, value] of [
    ['specialty', specialty!] as Named,
    ...items,
    ...sites,
    ...shown,
    ...comparison,
    ...scoresOf(one),
  ])
    judgment.places.set(place, [...(judgment.places.get(place) ?? []), { value, revision }]);
}

/** The value that counts in each place: that of the highest revision, and then the smallest. */
export function winners({ places, withdrawn }: Judgment): Map<string, Given> {
  const isLeft = (place: string) =>
    place === 'comparison'
      ? !withdrawn.has('vote')
      : place.startsWith('score')
        ? !withdrawn.has('ratings')
        : withdrawn.size < 2;
  const best = (given: readonly Given[]) =>
    given.reduce((a, b) =>
      b.revision > a.revision || (b.revision === a.revision && b.value < a.value) ? b : a,
    );
  return new Map(
    [...places].filter(([place]) => isLeft(place)).map(([place, given]) => [place, best(given)]),
  );
}

/** Content that must be listed as a conflict: it lost at the revision that counts, or rates a model outside the pair. */
export function lostIn(judgment: Judgment): string[] {
  const counts = winners(judgment);
  const pair = counts.get('comparison')?.value as string | undefined;
  return [...judgment.places].flatMap(([place, given]) => {
    const won = counts.get(place);
    const isForeign =
      pair !== undefined && place.startsWith('score') && !pair.includes(`"${place.split(' ')[1]}"`);
    const lost = given.filter(
      ({ value, revision }) => revision === won?.revision && (isForeign || value !== won.value),
    );
    return lost.map(({ value }) => text([judgment.label, place, value]));
  });
}

/** Content that may be listed as well, because it counts, or because a later statement settled its conflict. */
export function settledIn(judgment: Judgment): string[] {
  const counts = winners(judgment);
  return [...judgment.places].flatMap(([place, given]) => {
    const won = counts.get(place);
    const settled = given.filter(
      ({ value, revision }) => !won || revision < won.revision || value === won.value,
    );
    return settled.map(({ value }) => text([judgment.label, place, value]));
  });
}
