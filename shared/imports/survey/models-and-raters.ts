import type { Pseudonymous } from '../../ledger/index.ts';
import { UnreadableFile } from '../unreadable-file.ts';

/** Maximum number of models in a file. No study has so many. A column with other content soon does. */
const MAX_MODELS = 10_000;
/** Maximum number of names of one kind that are kept in the item of an import. */
const MAX_KEPT = 200;
/** Number of digits that are kept of a pseudonym. Equal beginnings of two raters do no harm. */
const KEPT_DIGITS = 8;

/**
 * Follows the models and the raters of a file. It also finds models with the name of a rater that several raters judge: raters
 * A, B and C may judge models A, B and C. A name that only this rater judges may come from a wrong column, and would reveal the
 * rater.
 */
export class ModelsAndRaters {
  readonly #candidates = new Set<string>();
  readonly #raters = new Set<string>();
  /** The only rater of each model so far, or null if there are several. */
  readonly #raterOf = new Map<string, string | null>();
  #hasMoreModels = false;

  /** Keeps the name of a model that is refused because its rater has it, too. */
  addCandidate(model: string): void {
    if (this.#candidates.size < MAX_KEPT) this.#candidates.add(model);
  }

  add(event: Pseudonymous): void {
    if (event.kind === 'retraction') return;
    if (this.#raters.size <= MAX_KEPT) this.#raters.add(event.clinician.slice(0, KEPT_DIGITS));
    for (const model of event.kind === 'vote' ? [event.first, event.second] : [event.model]) {
      const rater = this.#raterOf.get(model);
      if (rater === undefined && this.#raterOf.size === MAX_MODELS) this.#hasMoreModels = true;
      else if (rater === undefined) this.#raterOf.set(model, event.clinician);
      else if (rater !== null && rater !== event.clinician) this.#raterOf.set(model, null);
    }
  }

  /** @throws UnreadableFile with the remedy, if the file has more models than any study, each with cells of its own */
  checkModels(): void {
    if (!this.#hasMoreModels) return;
    throw new UnreadableFile(
      `it has more than ${MAX_MODELS.toLocaleString('en-US')} models, as if a column with other content were read as the model.` +
        ' Name the column of the models in a mapping, or list the models in the protocol.',
      { countsNothing: true },
    );
  }

  /** The models of the file. Null if there are too many to keep. */
  models(): string[] | null {
    return this.#raterOf.size > MAX_KEPT ? null : [...this.#raterOf.keys()];
  }

  /** The beginnings of the pseudonyms of the raters. Null if there are too many to keep. */
  raters(): string[] | null {
    return this.#raters.size > MAX_KEPT ? null : [...this.#raters];
  }

  /** The candidates that several raters judge. */
  sharedNames(): string[] {
    return [...this.#candidates].filter((model) => this.#raterOf.get(model) === null);
  }
}
