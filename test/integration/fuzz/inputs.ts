import { gzipSync } from 'node:zlib';
import { type Random, seededRandom } from '../../../shared/lib/random.ts';
import { brokenGzip, contained, eventOf, ownRow, repeated } from './containers.ts';
import {
  type Input,
  type Message,
  RATERS,
  type Rows,
  type Statement,
  type StudyFile,
  UNNAMED,
} from './statements.ts';

const MODELS = ['m1', 'm2', 'm3'];
const OUTCOMES = ['first', 'second', 'tie', 'both_bad'];
const CRITERIA = ['harmlessness', 'accuracy'];
const SPECIALTIES = ['card', 'derm'];

/** Random inputs of one study. The same seed gives the same inputs. */
export class Inputs {
  readonly random: Random;

  /** The last statements of a form that a later file of the same form may repeat. */
  readonly #last = new Map<string, readonly Statement[]>();
  /** Few forms of files per study, so that files of one form meet. */
  readonly #forms: readonly (() => Rows)[];

  constructor(seed: number) {
    this.random = seededRandom(seed);
    const forms = [
      () => this.#events(),
      () => this.#ownVotes(),
      () => this.#ownRatings(),
      () => this.#mappedVotes(),
      () => this.#described(),
      () => this.#battles(),
      () => this.#scoreRows(),
      () => this.#plainRows(),
      () => this.#plainRows(),
    ];
    this.#forms = this.random.shuffle(forms).slice(0, 2);
  }

  isOnce(per: number): boolean {
    return this.random.below(per) === 0;
  }

  /** Messages and files, some of them several times. */
  all(): Input[] {
    const { random } = this;
    const inputs: Input[] = [];
    for (let count = 2 + random.below(6); count > 0; count -= 1)
      inputs.push(this.isOnce(2) ? this.#message(`m${count}`) : this.#file(`f${count}`));
    const again = inputs.filter(() => this.isOnce(4)).map((input) => this.#again(input));
    return random.shuffle([...inputs, ...again]);
  }

  #again(input: Input): Input {
    const name = `${input.name}-again`;
    if (input.type === 'message' || this.isOnce(2)) return { ...input, name };
    // The same unpacked bytes in another packing are the same data.
    return input.isBroken || input.data.startsWith('PAR1') || input.bytes[0] === 0x1f
      ? { ...input, name }
      : { ...input, name, bytes: gzipSync(input.bytes) };
  }

  #pair() {
    const [first, second] = this.random.shuffle([...MODELS]) as [string, string];
    return { first, second };
  }

  #card(): Record<string, number> {
    const chosen = CRITERIA.filter(() => this.isOnce(2));
    const criteria = chosen.length > 0 ? chosen : [this.random.pick(CRITERIA)];
    return Object.fromEntries(criteria.map((name) => [name, this.random.below(5) - 2]));
  }

  /** Statements about few judgments, so that they meet. */
  #declared(kinds: readonly Statement['kind'][]): Statement {
    const { random } = this;
    const kind = random.pick(kinds);
    const base = { kind, rater: random.pick(RATERS.slice(0, 2)), id: random.pick(['j1', 'j2', 'j3']) };
    if (kind === 'retraction') return { ...base, part: random.pick(['vote', 'ratings', 'all'] as const) };
    const described = {
      ...base,
      specialty: random.pick(SPECIALTIES),
      ...(this.isOnce(2) && { item: random.pick(['q1', 'q2']) }),
      ...this.#site(),
      ...(this.isOnce(2) && { revision: 1 + random.below(3) }),
    };
    const judged = kind === 'vote' ? this.#vote(true) : this.#rating();
    return { ...described, ...judged, ...this.#answers(judged) };
  }

  #site(): Pick<Statement, 'site'> {
    return this.isOnce(2) ? { site: this.random.pick(['CHUV', 'HUG']) } : {};
  }

  /** The answers of some of the models. */
  #answers({ first, second, model }: Partial<Statement>): Pick<Statement, 'answers'> {
    const named = [first, second, model].filter((name) => name !== undefined && this.isOnce(2));
    if (named.length === 0) return {};
    return { answers: Object.fromEntries(named.map((name) => [name, this.random.pick(['a1', 'a2'])])) };
  }

  #vote(isScored: boolean): Pick<Statement, 'first' | 'second' | 'outcome' | 'scores'> {
    const pair = this.isOnce(3) ? this.#pair() : { first: 'm1', second: 'm2' };
    const scored = isScored ? Object.values(pair).filter(() => this.isOnce(3)) : [];
    const scores = Object.fromEntries(scored.map((model) => [model, this.#card()]));
    return { ...pair, outcome: this.random.pick(OUTCOMES), ...(scored.length > 0 && { scores }) };
  }

  #rating(): Pick<Statement, 'model' | 'scores'> {
    const model = this.random.pick(MODELS);
    return { model, scores: { [model]: this.#card() } };
  }

  #message(name: string): Message {
    const statements = this.#many(3, () =>
      this.#declared(this.isOnce(4) ? ['retraction'] : ['vote', 'vote', 'rating']),
    );
    const events: object[] = statements.map(eventOf);
    const bad = this.isOnce(5) ? 1 : 0;
    if (bad) events.push({ ...events[0], kind: 'nonsense' });
    const isSingle = events.length === 1 && this.isOnce(2);
    return { type: 'message', name, statements, bad, body: JSON.stringify(isSingle ? events[0] : events) };
  }

  /** New statements, in half of the cases after those of an earlier file. */
  #grown(form: string, made: readonly Statement[]): Statement[] {
    const all = this.isOnce(2) ? [...(this.#last.get(form) ?? []), ...made] : [...made];
    this.#last.set(form, all);
    return all;
  }

  #many<T>(most: number, make: () => T): T[] {
    return Array.from({ length: 1 + this.random.below(most) }, make);
  }

  #file(name: string): StudyFile {
    const made = this.random.pick(this.#forms)();
    const isLong = ['declared', 'positional'].includes(made.identity) && this.isOnce(10);
    const { records, isTable, ...rest } = isLong ? repeated(made) : made;
    if (isLong) return { type: 'file', name, ...rest, ...brokenGzip(records, isTable, rest.bad) };
    return { type: 'file', name, ...rest, ...contained(this.random, records, isTable, rest.bad) };
  }

  /** Primum's own JSON, with votes, ratings and retractions. */
  #events(): Rows {
    const statements = this.#many(6, () => this.#declared(['vote', 'vote', 'rating', 'retraction']));
    const records: object[] = statements.map(eventOf);
    const bad = this.isOnce(4) ? 1 : 0;
    if (bad) records.push({ ...records[0], study: 7 });
    return { statements, records, isTable: false, identity: 'declared', bad };
  }

  #ownVotes(): Rows {
    const statements = this.#many(6, () => this.#declared(['vote']));
    const records: object[] = statements.map(ownRow);
    const bad = this.isOnce(4) ? 1 : 0;
    if (bad) records.push({ ...records[0], outcome: 'nobody' });
    return { statements, records, isTable: true, identity: 'declared', bad };
  }

  #ownRatings(): Rows {
    const statements = this.#many(6, () => this.#declared(['rating']));
    return { statements, records: statements.map(ownRow), isTable: true, identity: 'declared', bad: 0 };
  }

  #mappedVotes(): Rows {
    const statements = this.#many(6, () => {
      const { scores: _, ...vote } = this.#declared(['vote']);
      return vote;
    });
    const records: object[] = statements.map((one) => ({
      nr: one.id,
      who: one.rater,
      area: one.specialty,
      l: one.first,
      r: one.second,
      best: String(OUTCOMES.indexOf(one.outcome!)),
      case: one.item ?? '',
      hospital: one.site ?? '',
      text_l: one.answers?.[one.first!] ?? '',
      text_r: one.answers?.[one.second!] ?? '',
      rev: one.revision ?? '',
    }));
    const bad = this.isOnce(4) ? 1 : 0;
    if (bad) records.push({ ...records[0], best: '7' });
    const mapping = {
      row: 'vote',
      columns: {
        ...{ judgment: 'nr', clinician: 'who', specialty: 'area', first: 'l', second: 'r', outcome: 'best' },
        ...{ item: 'case', revision: 'rev', site: 'hospital' },
        ...{ first_answer: 'text_l', second_answer: 'text_r' },
      },
      labels: { outcome: Object.fromEntries(OUTCOMES.map((outcome, index) => [String(index), outcome])) },
    };
    return { statements, records, isTable: this.isOnce(2), mapping, identity: 'declared', bad };
  }

  /** Primum's own votes or ratings without ids, with times. */
  #described(): Rows {
    const { random } = this;
    const isVote = this.isOnce(2);
    const isDated = this.isOnce(3);
    const made = this.#many(3, (): Statement => {
      const base = {
        rater: random.pick(RATERS),
        specialty: random.pick(SPECIALTIES),
        at: `2026-02-0${1 + random.below(3)}T${isDated ? '00' : `0${1 + random.below(8)}`}:00:00Z`,
        ...(this.isOnce(3) && { item: 'q1' }),
        ...this.#site(),
      };
      const judged = isVote ? this.#vote(true) : this.#rating();
      return { kind: isVote ? 'vote' : 'rating', ...base, ...judged, ...this.#answers(judged) };
    });
    const statements = this.#grown(`described ${isVote}`, made);
    const rows = this.isOnce(3) ? this.#relation() : undefined;
    const declared = rows && { rows, mapping: { rows } };
    return {
      statements,
      records: statements.map(ownRow),
      isTable: true,
      identity: 'described',
      bad: 0,
      ...declared,
    };
  }

  #battles(): Rows {
    const { random } = this;
    const hasIds = this.isOnce(3);
    const isUnnamed = hasIds && this.isOnce(3);
    const statements = this.#many(5, (): Statement => {
      const pair = this.#pair();
      return {
        kind: 'vote',
        rater: isUnnamed ? UNNAMED : random.pick(RATERS),
        ...(hasIds && { id: random.pick(['b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'b7', 'b8']) }),
        specialty: UNNAMED,
        item: random.pick(['q1', 'q2', 'q3']),
        at: `2026-02-0${1 + random.below(5)}T0${1 + random.below(8)}:30:00Z`,
        ...pair,
        outcome: random.pick(OUTCOMES),
      };
    });
    const WINNERS = { first: 'model_a', second: 'model_b', tie: 'tie', both_bad: 'tie (bothbad)' };
    const records = statements.map((one) => ({
      ...(hasIds && { id: one.id }),
      question_id: one.item,
      model_a: one.first,
      model_b: one.second,
      winner: WINNERS[one.outcome as keyof typeof WINNERS],
      ...(isUnnamed ? {} : { judge: one.rater }),
      tstamp: Date.parse(one.at!) / 1000,
    }));
    return {
      statements,
      records,
      isTable: this.isOnce(3),
      identity: hasIds ? 'declared' : 'described',
      bad: 0,
    };
  }

  /** Rows with one score each, on a scale from 1 to 5. */
  #scoreRows(): Rows {
    const { random } = this;
    const statements = this.#many(5, (): Statement => {
      const model = random.pick(MODELS.slice(0, 2));
      return {
        kind: 'rating',
        rater: random.pick(RATERS),
        specialty: random.pick(SPECIALTIES),
        item: random.pick(['q1', 'q2', 'q3']),
        model,
        scores: { [model]: { [random.pick(CRITERIA)]: random.below(5) - 2 } },
      };
    });
    const records = statements.map(({ rater, specialty, item, model, scores }) => {
      const [[criterion, score]] = Object.entries(scores![model!]!) as [[string, number]];
      return { who: rater, area: specialty, case: item, llm: model, what: criterion, stars: score + 3 };
    });
    const mapping = {
      row: 'score',
      columns: {
        ...{
          clinician: 'who',
          specialty: 'area',
          item: 'case',
          model: 'llm',
          criterion: 'what',
          score: 'stars',
        },
      },
      scale: { from: [1, 5] },
    };
    return { statements, records, isTable: this.isOnce(2), mapping, identity: 'score', bad: 0 };
  }

  /** Rows of left, right and winner, which nothing identifies. */
  #plainRows(): Rows {
    const { random } = this;
    const isUnnamed = this.isOnce(2);
    const WINNERS = { first: 'left', second: 'right', tie: 'tie', both_bad: 'both_bad' };
    const made = this.#many(3, (): Statement => {
      const rater = isUnnamed ? UNNAMED : random.pick(RATERS);
      return { kind: 'vote', rater, specialty: UNNAMED, ...this.#vote(false) };
    });
    const statements = this.#grown(`plain ${isUnnamed}`, made);
    const records: object[] = statements.map(({ rater, first, second, outcome }) => ({
      left: first,
      right: second,
      winner: WINNERS[outcome as keyof typeof WINNERS],
      ...(isUnnamed ? {} : { worker: rater }),
    }));
    const bad = this.isOnce(4) ? 1 : 0;
    if (bad) records.push({ ...records[0], winner: 'nobody' });
    const rows = this.isOnce(2) ? this.#relation() : undefined;
    const declared = rows && { rows, mapping: { rows } };
    return { statements, records, isTable: true, identity: 'positional', bad, ...declared };
  }

  #relation(): NonNullable<StudyFile['rows']> {
    return this.isOnce(2) ? 'cumulative' : { batch: this.random.pick(['one', 'two']) };
  }
}
