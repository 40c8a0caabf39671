import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { changeMarkKey } from './items.ts';
import type { Database } from './tables.ts';

/** Maximum age, in milliseconds, of a mark that still announces the writes of its process. */
const MARK_AGE = 60_000;
/** Maximum run of a function of Lambda, in milliseconds. A write may be delayed until the end of the run. */
const LONGEST_RUN = 15 * 60_000;
/**
 * Milliseconds for requests that are still in flight when a run ends, and for different clocks of two runs of one
 * function.
 */
const ALLOWANCE = 2 * 60_000;

/**
 * Maximum time, in milliseconds, from a change mark to the last write that it announces.
 * @see docs/decisions/0133-writers-mark-a-study-before-they-change-it.md
 */
export const MARK_ANNOUNCES = MARK_AGE + LONGEST_RUN + ALLOWANCE;

/**
 * The change mark of a study: an item with a number. Each process raises the number before it changes the study, and
 * again each minute while it changes the study. A publisher that finds the same number as long before has no new change
 * to read.
 * @see docs/decisions/0133-writers-mark-a-study-before-they-change-it.md
 */
export class ChangeMark {
  readonly #database: Database;
  readonly #study: string;
  readonly #now: () => number;
  #raisedAt = Number.NEGATIVE_INFINITY;
  #raising: Promise<void> | null = null;

  constructor(database: Database, study: string, now: () => number = Date.now) {
    this.#database = database;
    this.#study = study;
    this.#now = now;
  }

  /**
   * Raises the mark, unless this process has done so within the last minute. Call it before each write of an input of
   * the audit: settings, clinicians, judgments and cells.
   *
   * @throws if the store does not confirm the mark. The caller must not write then.
   */
  async announce(): Promise<void> {
    const age = this.#now() - this.#raisedAt;
    if (age >= 0 && age < MARK_AGE) return;
    this.#raising ??= this.#raise().finally(() => {
      this.#raising = null;
    });
    await this.#raising;
  }

  async #raise(): Promise<void> {
    const begun = this.#now();
    await this.#database.client.send(
      new UpdateItemCommand({
        TableName: this.#database.tables.counters,
        Key: changeMarkKey(this.#study),
        UpdateExpression: 'ADD #raised :one',
        ExpressionAttributeNames: { '#raised': RAISED },
        ExpressionAttributeValues: { ':one': { N: '1' } },
      }),
    );
    this.#raisedAt = begun;
  }
}

const RAISED = 'raised';

/** The change mark of a study. Null if no writer has set one. */
export async function readChangeMark({ client, tables }: Database, study: string): Promise<string | null> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: tables.counters, Key: changeMarkKey(study), ConsistentRead: true }),
  );
  return Item?.[RAISED]?.N ?? null;
}
