import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import { byCodeUnit, ownText } from '../../lib/index.ts';
import { groupOf, type Pseudonym } from '../cells/cell.ts';
import { ERASURE_SEEN_WITHIN, type Participant } from '../port.ts';
import { batchGet } from './batch-get.ts';
import type { ChangeMark } from './change-mark.ts';
import { type Item, PARTICIPANT_MARK, participantKey } from './items.ts';
import type { Database } from './tables.ts';

const WRITE_CONCURRENCY = 8;
/** Maximum number of remembered clinicians, which take 20 MB. No study that we know of has as many. */
const MAX_KNOWN = 50_000;

/** Reads a clinician's entry from its item. */
export const participantOf = (item: Item): Participant => ({
  clinician: item.sk!.S!.slice(PARTICIPANT_MARK.length) as Pseudonym,
  countries: [...(item.countries?.SS ?? [])].sort(byCodeUnit),
});

/** Whether the item is the entry of an erased clinician. */
export const isErased = (item: Item): boolean => item[ERASED] !== undefined;

const ERASED = 'erased';

/** The remembered entry of a clinician, and the time at which it was read. */
interface Known {
  readonly countries: readonly string[];
  readonly erased: boolean;
  readonly readAt: number;
}

export interface ParticipantsOptions {
  readonly now?: () => number;
  readonly maxKnown?: number;
}

/** Enters clinicians with their countries. It remembers them for a while, to save reads and writes. */
export class Participants {
  readonly #database: Database;
  readonly #study: string;
  readonly #mark: ChangeMark;
  readonly #now: () => number;
  readonly #maxKnown: number;
  readonly #known = new Map<Pseudonym, Known>();

  constructor(
    database: Database,
    study: string,
    mark: ChangeMark,
    { now = Date.now, maxKnown = MAX_KNOWN }: ParticipantsOptions = {},
  ) {
    this.#database = database;
    this.#study = study;
    this.#mark = mark;
    this.#now = now;
    this.#maxKnown = maxKnown;
  }

  /** @returns the erased clinicians among them */
  async enter(participants: readonly Participant[]): Promise<Set<Pseudonym>> {
    if (this.#known.size > this.#maxKnown) this.#forget();
    await this.#read(participants.filter(({ clinician }) => !this.#isFresh(clinician)));
    const missing = participants.filter((participant) => !this.#isEntered(participant));
    if (missing.length > 0) await this.#mark.announce();
    await pMap(missing, (participant) => this.#write(participant), { concurrency: WRITE_CONCURRENCY });
    return new Set(
      participants
        .map(({ clinician }) => clinician)
        .filter((clinician) => this.#known.get(clinician)?.erased),
    );
  }

  /** The mark is permanent. Every later writer sees it when it enters the clinician. */
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

  /** Erased clinicians stay known, because a concurrent call may be about to return them. */
  #forget(): void {
    for (const [clinician, { erased }] of this.#known) if (!erased) this.#known.delete(clinician);
  }

  async #read(participants: readonly Participant[]): Promise<void> {
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
