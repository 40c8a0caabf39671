import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import { groupOf, type Pseudonym } from '../../contracts/pseudonym.ts';
import { byCodeUnit } from '../../judgments/register.ts';
import type { Participant } from '../port.ts';
import { batchGet } from './batch-get.ts';
import { type Item, PARTICIPANT_MARK, participantKey } from './keys.ts';
import type { Database } from './tables.ts';

const WRITES_AT_ONCE = 8;

/** The clinician's entry in an item of the counters. */
export const participantOf = (item: Item): Participant => ({
  clinician: item.sk!.S!.slice(PARTICIPANT_MARK.length) as Pseudonym,
  countries: [...(item.countries?.SS ?? [])].sort(byCodeUnit),
});

/** Enters clinicians with their countries, and remembers whom it saw entered, so as to look and write seldom. */
export class Participants {
  readonly #database: Database;
  readonly #study: string;
  readonly #known = new Map<Pseudonym, Set<string>>();

  constructor(database: Database, study: string) {
    this.#database = database;
    this.#study = study;
  }

  async enter(participants: readonly Participant[]): Promise<void> {
    const { counters } = this.#database.tables;
    const unsure = participants.filter((participant) => !this.#knows(participant));
    if (unsure.length === 0) return;
    const keys = unsure.map(({ clinician }) => this.#key(clinician));
    for (const item of await batchGet(this.#database, counters, keys)) this.#remember(participantOf(item));
    const missing = unsure.filter((participant) => !this.#knows(participant));
    await pMap(missing, (participant) => this.#write(participant), { concurrency: WRITES_AT_ONCE });
  }

  #knows({ clinician, countries }: Participant): boolean {
    const known = this.#known.get(clinician);
    return known !== undefined && countries.every((country) => known.has(country));
  }

  #remember({ clinician, countries }: Participant): void {
    const known = this.#known.get(clinician) ?? new Set();
    for (const country of countries) known.add(country);
    this.#known.set(clinician, known);
  }

  async #write(participant: Participant): Promise<void> {
    const { clinician, countries } = participant;
    await this.#database.client.send(
      new UpdateItemCommand({
        TableName: this.#database.tables.counters,
        Key: this.#key(clinician),
        ...(countries.length > 0 && {
          UpdateExpression: 'ADD countries :countries',
          ExpressionAttributeValues: { ':countries': { SS: [...countries] } },
        }),
      }),
    );
    this.#remember(participant);
  }

  #key = (clinician: Pseudonym) => participantKey(this.#study, groupOf(clinician), clinician);
}
