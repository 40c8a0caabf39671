import type { Pseudonymous } from '../../ledger/index.ts';
import { hashOf } from '../../lib/compact/index.ts';
import { several } from '../../lib/index.ts';
import { looksCut } from '../formats/access.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { type Key64, KeyTable } from './key-table.ts';

/** Maximum number of ids that are compared at once. If a file has more, a sample of them is compared. */
const MAX_COMPARED_IDS = 2_000_000;
/** Share of the ids that may stand for different pairs by mistake. */
const MAX_CONTRADICTING_SHARE = 0.01;

/** Marks an id that stands for different pairs. */
const CONTRADICTING = 0xffffffff;
const TWO_TO_32 = 2 ** 32;

/**
 * Finds out whether the ids that a file declares identify its votes. An id of one clinician and revision should stand for
 * one pair of models. Without clinicians, it should occur only once.
 */
export class DeclaredIds {
  readonly #table = new KeyTable();
  readonly #most: number;
  #contradicting = 0;
  /** Ids are compared if the upper half of their key is below this limit. */
  #limit = TWO_TO_32;
  #hasCutNumbers = false;
  #isAnonymous = false;

  constructor(most = MAX_COMPARED_IDS) {
    this.#most = most;
  }

  /** @param isAnonymous whether the row names no clinician */
  add(event: Pseudonymous, isAnonymous: boolean): void {
    if (event.kind !== 'vote') return;
    const { clinician, judgment, revision = 1 } = event;
    this.#hasCutNumbers ||= looksCut(judgment);
    this.#isAnonymous ||= isAnonymous;
    const name = `${clinician}#${judgment}#${revision}`;
    const key = { high: hashOf(1, name), low: hashOf(2, name) };
    if (key.high >= this.#limit) return;
    const models = [event.first, event.second].sort().join('#');
    const pair = (hashOf(3, models) % (CONTRADICTING - 1)) + 1;
    const known = this.#table.get(key);
    if (known === CONTRADICTING) return;
    if (known === 0) this.#table.set(key, pair);
    else if (known !== pair || isAnonymous) {
      this.#table.set(key, CONTRADICTING);
      this.#contradicting += 1;
    }
    if (this.#table.size > this.#most) this.#halve();
  }

  #halve(): void {
    this.#limit /= 2;
    let dropped = 0;
    const isKept = (key: Key64, pair: number): boolean => {
      const isBelow = key.high < this.#limit;
      if (!isBelow && pair === CONTRADICTING) dropped += 1;
      return isBelow;
    };
    this.#table.keep(isKept);
    this.#contradicting -= dropped;
  }

  /** @throws UnreadableFile with the remedy, if the ids do not identify the rows */
  check(): void {
    const ids = this.#table.size;
    if (this.#contradicting <= ids * MAX_CONTRADICTING_SHARE) return;
    const of = `${several(this.#contradicting, 'id')} of ${ids}${this.#limit < TWO_TO_32 ? ' compared' : ''}`;
    const found = this.#isAnonymous
      ? `${of} occur more than once, and no column names the clinician`
      : `${of} stand for different pairs of models of one clinician and revision`;
    const cut = this.#hasCutNumbers
      ? ' They look like numbers that a spreadsheet has cut, such as 1.23457E+11: export them as text.'
      : '';
    throw new UnreadableFile(
      `the column of its ids does not identify its rows: ${found}.${cut} Name a column that identifies a judgment, or leave` +
        ' it out with "columns": {"judgment": null} in a mapping.',
      { countsNothing: true },
    );
  }
}
