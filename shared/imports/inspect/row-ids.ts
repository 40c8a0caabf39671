import { hashOf } from '../../lib/compact/index.ts';
import { noun, quote, several } from '../../lib/index.ts';
import { type Access, textOf } from '../formats/access.ts';
import { keyOf } from './short-key.ts';

/** Maximum number of ids that are kept for comparison, in some sixty megabytes. */
const MAX_KEPT_IDS = 300_000;

export interface RowIdSources {
  /** The names of the id's columns, for messages. */
  readonly name: string;
  readonly id: Access;
  /** Null if no column is known to hold the clinicians. */
  readonly rater: Access | null;
  /** The models of a vote, without their order, and the item. */
  readonly subject: readonly Access[];
  /** Whether a row is one score of an answer. */
  readonly isScore: boolean;
}

/** Finds out over a whole file whether a column of ids identifies its rows. */
export class RowIds {
  readonly #sources: RowIdSources;
  /** The rater and the subject of the first row of each id. */
  readonly #first = new Map<number, { readonly rater: number; readonly subject: number }>();
  /** The subject of the first row of each id and rater. */
  readonly #ofRater = new Map<number, number>();
  #repeated = 0;
  #otherRater = 0;
  #otherSubject = 0;
  #contradicting = 0;

  constructor(sources: RowIdSources) {
    this.#sources = sources;
  }

  look(record: unknown, key?: string): void {
    const { id: idOf, rater: raterOf, subject: parts } = this.#sources;
    const id = textOf(idOf(record, key));
    if (typeof id !== 'string') return;
    const raterText = String(textOf(raterOf?.(record, key)) ?? '');
    const texts = parts.map((access) => String(textOf(access(record, key)) ?? '')).sort();
    const [rater, subject] = [hashOf(2, raterText), hashOf(3, JSON.stringify(texts))];
    this.#compareRater(keyOf([id, raterText]), subject);
    const idKey = keyOf([id]);
    const first = this.#first.get(idKey);
    if (!first) {
      if (this.#first.size < MAX_KEPT_IDS) this.#first.set(idKey, { rater, subject });
      return;
    }
    this.#repeated += 1;
    if (first.rater !== rater) this.#otherRater += 1;
    else if (first.subject !== subject) this.#otherSubject += 1;
  }

  #compareRater(key: number, subject: number): void {
    const known = this.#ofRater.get(key);
    if (known !== undefined && known !== subject) this.#contradicting += 1;
    else if (known === undefined && this.#ofRater.size < MAX_KEPT_IDS) this.#ofRater.set(key, subject);
  }

  /** The reason why a proposed mapping leaves the id out. Null if it identifies judgments. */
  reasonAgainst(): string | null {
    const { name, rater, isScore } = this.#sources;
    const column = quote(name);
    if (isScore && this.#repeated === 0 && this.#first.size > 1)
      return `${column} differs in each row, so it identifies a score and not a judgment`;
    if (this.#otherRater > 0)
      return `${column} does not identify rows: ${rowsRepeat(this.#otherRater)} a value with another clinician`;
    if (this.#otherSubject > 0)
      return `${column} does not identify rows: ${rowsRepeat(this.#otherSubject)} a value with other models or another item`;
    if (rater === null && this.#repeated > 0)
      return `${column} does not identify rows: ${rowsRepeat(this.#repeated)} a value, and no column names the clinicians`;
    return null;
  }

  /** The reason why rows under one id of one clinician cannot all count. Null if they can. */
  reasonToLose(): string | null {
    const { name, rater } = this.#sources;
    const column = quote(name);
    if (this.#contradicting > 0)
      return (
        `${column} does not identify rows: ${rowsRepeat(this.#contradicting)} a value of the same clinician with other` +
        ' models or another item'
      );
    if (rater !== null || this.#repeated === 0) return null;
    return (
      `${column} does not identify rows: ${rowsRepeat(this.#repeated)} a value, and the file names no clinicians.` +
      ' Rows of different people would count as one judgment'
    );
  }
}

const rowsRepeat = (rows: number): string => `${several(rows, 'row')} ${noun(rows, 'repeats', 'repeat')}`;
