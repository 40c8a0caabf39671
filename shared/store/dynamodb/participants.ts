import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import { groupOf, type Pseudonym } from '../../contracts/pseudonym.ts';
import { byCodeUnit } from '../../judgments/register.ts';
import { ownText } from '../../own-text.ts';
import { ERASURE_SEEN_WITHIN, type Participant } from '../port.ts';
import { batchGet } from './batch-get.ts';
import { type Item, PARTICIPANT_MARK, participantKey } from './keys.ts';
import type { Database } from './tables.ts';

const WRITES_AT_ONCE = 8;
/** Clinicians that are remembered: more than take part in any study we know of, in twenty megabytes. */
const MOST_KNOWN = 50_000;

/** The clinician's entry in an item of the counters. */
export const participantOf = (item: Item): Participant => ({
  clinician: item.sk!.S!.slice(PARTICIPANT_MARK.length) as Pseudonym,
  countries: [...(item.countries?.SS ?? [])].sort(byCodeUnit),
});

/** Whether the item is of a clinician who was erased. */
export const isErased = (item: Item): boolean => item[ERASED] !== undefined;

const ERASED = 'erased';

/** What is known of a clinician, and since when. */
interface Known {
  readonly countries: readonly string[];
  readonly erased: boolean;
  readonly readAt: number;
}

/** Enters clinicians with their countries, and remembers for a while whom it saw, so as to look and write seldom. */
export class Participants {
  readonly #database: Database;
  readonly #study: string;
  readonly #now: () => number;
  readonly #most: number;
  readonly #known = new Map<Pseudonym, Known>();

  constructor(database: Database, study: string, now: () => number = Date.now, most = MOST_KNOWN) {
    this.#database = database;
    this.#study = study;
    this.#now = now;
    this.#most = most;
  }

  /** @returns the erased among them */
  async enter(participants: readonly Participant[]): Promise<Set<Pseudonym>> {
    if (this.#known.size > this.#most) this.#forget();
    await this.#look(participants.filter(({ clinician }) => !this.#isFresh(clinician)));
    const missing = participants.filter((participant) => !this.#isEntered(participant));
    await pMap(missing, (participant) => this.#write(participant), { concurrency: WRITES_AT_ONCE });
    return new Set(
      participants
        .map(({ clinician }) => clinician)
        .filter((clinician) => this.#known.get(clinician)?.erased),
    );
  }

  /** Marks for good: whoever enters the clinician from now on is told. */
  async markErased(clinician: Pseudonym): Promise<void> {
    await this.#database.client.send(
      new UpdateItemCommand({
        TableName: this.#database.tables.counters,
        Key: this.#key(clinician),
        UpdateExpression: 'SET #erased = :true REMOVE countries',
        ExpressionAttributeNames: { '#erased': ERASED },
        ExpressionAttributeValues: { ':true': { BOOL: true } },
      }),
    );
    this.#remember(clinician, [], true);
  }

  #isFresh(clinician: Pseudonym): boolean {
    const known = this.#known.get(clinician);
    return known !== undefined && this.#now() - known.readAt < ERASURE_SEEN_WITHIN;
  }

  #isEntered({ clinician, countries }: Participant): boolean {
    const known = this.#known.get(clinician);
    return (
      known !== undefined && (known.erased || countries.every((country) => known.countries.includes(country)))
    );
  }

  /** Who was erased stays known: another call may be about to tell so. */
  #forget(): void {
    for (const [clinician, { erased }] of this.#known) if (!erased) this.#known.delete(clinician);
  }

  async #look(participants: readonly Participant[]): Promise<void> {
    if (participants.length === 0) return;
    const { counters } = this.#database.tables;
    const keys = participants.map(({ clinician }) => this.#key(clinician));
    for (const item of await batchGet(this.#database, counters, keys, true)) {
      const { clinician, countries } = participantOf(item);
      this.#remember(clinician, countries, isErased(item));
    }
  }

  #remember(clinician: Pseudonym, countries: readonly string[], erased: boolean): void {
    const known = new Set([...(this.#known.get(clinician)?.countries ?? []), ...countries]);
    const entry = { countries: [...known], erased, readAt: this.#now() };
    this.#known.set(ownText(clinician) as Pseudonym, entry);
  }

  async #write({ clinician, countries }: Participant): Promise<void> {
    const adding = countries.length > 0;
    try {
      await this.#database.client.send(
        new UpdateItemCommand({
          TableName: this.#database.tables.counters,
          Key: this.#key(clinician),
          ConditionExpression: 'attribute_not_exists(#erased)',
          ExpressionAttributeNames: { '#erased': ERASED },
          ...(adding && {
            UpdateExpression: 'ADD countries :countries',
            ExpressionAttributeValues: { ':countries': { SS: [...countries] } },
          }),
        }),
      );
      this.#remember(clinician, countries, false);
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      this.#remember(clinician, [], true);
    }
  }

  #key = (clinician: Pseudonym) => participantKey(this.#study, groupOf(clinician), clinician);
}
