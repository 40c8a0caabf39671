import type { Pseudonymous } from '../../ledger/index.ts';

/** Maximum number of models that are followed. No study has so many. */
const MAX_MODELS = 10_000;
/** Maximum numbers of names that are kept in the item of an import. */
const MAX_SHARED_NAMES = 200;
const MAX_KEPT = 200;
/** Number of digits that are kept of a pseudonym. Equal beginnings of two raters do no harm. */
const KEPT_DIGITS = 8;

/**
 * Follows the models of a file, and finds those with the name of a rater that several raters judge. Raters A, B and C may judge models A, B and C. A name that
 * only this rater judges may come from a wrong column, and would reveal the rater.
 */
export class SharedNames {
  readonly #candidates = new Set<string>();
  readonly #allRaters = new Set<string>();
  /** The only rater of each model so far, or null if there are several. */
  readonly #raters = new Map<string, string | null>();

  /** Keeps the name of a model that is refused because its rater has it, too. */
  addCandidate(model: string): void {
    if (this.#candidates.size < MAX_SHARED_NAMES) this.#candidates.add(model);
  }

  add(event: Pseudonymous): void {
    if (event.kind === 'retraction') return;
    if (this.#allRaters.size <= MAX_KEPT) this.#allRaters.add(event.clinician.slice(0, KEPT_DIGITS));
    for (const model of event.kind === 'vote' ? [event.first, event.second] : [event.model]) {
      const rater = this.#raters.get(model);
      if (rater === undefined && this.#raters.size < MAX_MODELS) this.#raters.set(model, event.clinician);
      else if (rater !== undefined && rater !== null && rater !== event.clinician)
        this.#raters.set(model, null);
    }
  }

  /** The models of the file. Null if there are too many to keep. */
  models(): string[] | null {
    return this.#raters.size > MAX_KEPT ? null : [...this.#raters.keys()];
  }

  /** The beginnings of the pseudonyms of the raters. Null if there are too many to keep. */
  raters(): string[] | null {
    return this.#allRaters.size > MAX_KEPT ? null : [...this.#allRaters];
  }

  /** The candidates that several raters judge. */
  names(): string[] {
    return [...this.#candidates].filter((model) => this.#raters.get(model) === null);
  }
}
