import { UNSPECIFIED } from '../../contracts/index.ts';
import type { HasTimeLeft } from '../containers/unpack.ts';
import { type FileReading, fileReader, type RowObserver } from '../file-reader.ts';
import type { OpenedFile } from '../read-records.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { DeclaredIds } from './declared-ids.ts';
import { DescribedRows } from './described-rows.ts';
import { ASSUMED_FACTS, type FileFacts } from './file-facts.ts';
import { ModelsAndRaters } from './models-and-raters.ts';
import { TimesOfDay, WholeNumberIds } from './row-facts.ts';
import { ScoreRange } from './score-range.ts';

export interface Survey {
  readonly file: OpenedFile;
  readonly reading: Omit<FileReading, 'facts' | 'observer' | 'names'>;
  readonly hasTimeLeft: HasTimeLeft;
  /** Called after each batch with the number of records so far. */
  readonly onProgress?: (records: number) => void;
}

/** Number of records between two checks of the time. */
const RECORDS_PER_TIME_CHECK = 1000;

/**
 * Reads a whole file before its first row counts, and finds the facts that decide how its rows are read.
 * @returns null if the time is over
 * @throws UnreadableFile with the remedy, if rows would merge or scores would be misread
 * @see docs/decisions/0119-a-file-is-surveyed-before-it-counts.md
 */
export async function surveyFile(survey: Survey): Promise<FileFacts | null> {
  const facts = await surveyOnce(survey, ASSUMED_FACTS);
  if (facts === null || facts.wholeNumbers.length === 0) return facts;
  // The ids `1` and `1.0` are then one id, so that rows may merge that seemed to differ.
  const { wholeNumbers } = facts;
  const again = await surveyOnce(survey, { ...ASSUMED_FACTS, wholeNumbers });
  return again && { ...again, wholeNumbers };
}

async function surveyOnce(
  { file, reading, hasTimeLeft, onProgress }: Survey,
  facts: FileFacts,
): Promise<FileFacts | null> {
  const found = new FoundFacts(file);
  const reader = fileReader({ ...reading, facts, observer: found });
  let records = 0;
  let nextCheck = RECORDS_PER_TIME_CHECK;
  try {
    for await (const batch of file.batches()) {
      for (const record of batch) reader.read(record);
      records += batch.length;
      if (records < nextCheck) continue;
      if (!hasTimeLeft()) return null;
      onProgress?.(records);
      nextCheck = records + RECORDS_PER_TIME_CHECK;
    }
  } catch (error) {
    if (!(error instanceof UnreadableFile) || error.countsNothing) throw error;
    // Otherwise the import counts the rows before the damage, and then ends with the reason.
    if (found.hasPositionalRows() && file.rowIdentity.rows !== 'cumulative') throw countingNothing(error);
  }
  return found.concluded();
}

/** The whole file would repeat the rows before the damage, and nothing would identify them. */
const countingNothing = ({ message }: UnreadableFile): UnreadableFile =>
  new UnreadableFile(
    `${message} The whole file would repeat the rows before the damage, and they have no ids.`,
    {
      countsNothing: true,
    },
  );

/** The facts of the rows so far. */
class FoundFacts implements RowObserver {
  readonly #declared = new DeclaredIds();
  readonly #described = new DescribedRows();
  readonly #scored = new DescribedRows();
  readonly #scoredByTime = new DescribedRows();
  readonly #wholeNumbers = new WholeNumberIds();
  readonly #timesOfDay = new TimesOfDay();
  readonly #names = new ModelsAndRaters();
  readonly #range: ScoreRange;
  #hasPositional = false;
  #hasDescribed = false;
  #hasDeclared = false;
  /** Whether some rows need a time of day for their identity. */
  #needsTimesOfDay = false;

  constructor({ scaleOf }: OpenedFile) {
    this.#range = new ScoreRange(scaleOf);
  }

  row(...[row, result, { line, id }]: Parameters<RowObserver['row']>): void {
    this.#range.add(row);
    this.#wholeNumbers.add(row);
    if ('reason' in result) return;
    this.#hasPositional ||= id === 'positional';
    this.#hasDeclared ||= id === 'declared';
    this.#hasDescribed ||= id === 'described' || id === 'score';
    this.#needsTimesOfDay ||= id === 'described' || (id === 'score' && !('item' in result));
    this.#names.add(result);
    const { clinician, at } = row as { clinician?: unknown; at?: unknown };
    if (at !== undefined) this.#timesOfDay.add(result.at);
    if (id === 'declared') this.#declared.add(result, clinician === UNSPECIFIED);
    if (id === 'described') this.#described.add(result.judgment, line);
    if (id === 'score' && result.kind === 'rating')
      for (const criterion of Object.keys(result.scores))
        (result.item === undefined ? this.#scoredByTime : this.#scored).add(result.judgment, line, criterion);
  }

  sharedName(model: string): void {
    this.#names.addCandidate(model);
  }

  hasPositionalRows(): boolean {
    return this.#hasPositional || (this.#needsTimesOfDay && !this.#timesOfDay.areFinerThanADay());
  }

  /** @throws UnreadableFile if rows would merge or scores would be misread */
  concluded(): FileFacts {
    this.#range.check();
    this.#names.checkModels();
    this.#declared.check();
    this.#scored.check('clinician, item, model and criterion');
    const hasTimesOfDay = this.#timesOfDay.areFinerThanADay();
    if (hasTimesOfDay) {
      this.#described.check('clinician, time, models and item');
      this.#scoredByTime.check('clinician, time, model and criterion');
    }
    return {
      hasTimesOfDay,
      hasPositionalRows: this.hasPositionalRows(),
      hasDescribedRows: this.#hasDescribed,
      hasDeclaredRows: this.#hasDeclared,
      wholeNumbers: this.#wholeNumbers.fields(),
      sharedNames: this.#names.sharedNames(),
      models: this.#names.models(),
      raters: this.#names.raters(),
      digest: null,
    };
  }
}
