import { ScanCommand } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import { Names } from '../../lib/compact/index.ts';
import { groupOf, type Pseudonym } from '../cells/cell.ts';
import { readEntry, writeEntry } from '../entry-text.ts';
import type { CompactEntry } from '../ledger-codec.ts';
import { entryFromItem, type Item } from './items.ts';
import { readPlainItems } from './plain-items.ts';
import { eachPage } from './query.ts';
import type { Database } from './tables.ts';

/** Number of segments of the table that are read concurrently. */
const SEGMENTS = 4;
/**
 * Maximum number of items in a page. A page of a megabyte has several thousand items. A busy local database takes longer for
 * it than a request may take.
 */
const ITEMS_PER_PAGE = 1_000;
/** A scan begins if at least this share of the first pages, in bytes, is of the study. Queries cost less otherwise. */
const MIN_SHARE_OF_FIRST_PAGES = 2 / 3;
/** A scan ends early if less than this share of all pages so far is of the study. It would read too much otherwise. */
const MIN_SHARE = 1 / 2;

/** A judgment as the scan found it. */
export interface ScannedEntry {
  readonly clinician: Pseudonym;
  readonly judgment: string;
  readonly entry: CompactEntry;
}

/**
 * Reads the ledger with a strongly consistent scan, and keeps the judgments of one study as short texts.
 *
 * The first page of each segment is a random sample of the table, because DynamoDB orders partitions by a hash of their
 * key. If the study has less than two thirds of the sample, the scan ends.
 * @returns null if the scan has ended early
 * @see docs/decisions/0167-large-studies-are-read-by-a-scan.md
 */
export async function scanStudy(database: Database, study: string): Promise<ScannedEntries | null> {
  const segments = Array.from({ length: SEGMENTS }, (_, segment) => pagesOf(database, segment));
  const found = new ScannedEntries(study);
  for (const { value } of await Promise.all(segments.map((segment) => segment.next())))
    found.add(value ?? []);
  if (found.share() < MIN_SHARE_OF_FIRST_PAGES) return null;
  await pMap(segments, async (segment) => {
    for await (const items of segment) {
      found.add(items);
      if (found.share() < MIN_SHARE) return;
    }
  });
  return found.share() < MIN_SHARE ? null : found;
}

function pagesOf({ client, tables }: Database, Segment: number): AsyncGenerator<Item[], undefined> {
  const input = {
    ...{ TableName: tables.ledger, ConsistentRead: true, Limit: ITEMS_PER_PAGE },
    ...{ Segment, TotalSegments: SEGMENTS },
  };
  return eachPage((start) => {
    const command = new ScanCommand({ ...input, ...start });
    readPlainItems(command);
    return client.send(command);
  });
}

/** Texts of judgments: the id of a judgment, then its entry, and so on. */
type Texts = string[];

/** The judgments that a scan found, in about 200 bytes of memory each. */
export class ScannedEntries {
  readonly #begins: string;
  readonly #names = new Names();
  readonly #groups = new Map<number, Map<Pseudonym, Texts>>();
  #bytes = 0;
  #ownBytes = 0;

  constructor(study: string) {
    this.#begins = `${study}#`;
  }

  /** The share of the study in the bytes of all items; 1 if there are none. */
  share(): number {
    return this.#bytes === 0 ? 1 : this.#ownBytes / this.#bytes;
  }

  /** Adds the items of a page, and skips those of other studies. */
  add(items: readonly Item[]): void {
    let last: string | undefined;
    let texts: Texts = [];
    for (const item of items) {
      const bytes = bytesOf(item);
      this.#bytes += bytes;
      const partition = item.pk!.S!;
      if (!partition.startsWith(this.#begins)) continue;
      this.#ownBytes += bytes;
      // The judgments of a clinician follow one another.
      if (partition !== last) texts = this.#textsOf(partition.slice(this.#begins.length) as Pseudonym);
      last = partition;
      texts.push(item.sk!.S!, writeEntry(entryFromItem(item), this.#names));
    }
  }

  #textsOf(clinician: Pseudonym): Texts {
    const group = groupOf(clinician);
    const clinicians = this.#groups.get(group) ?? new Map<Pseudonym, Texts>();
    this.#groups.set(group, clinicians);
    const texts = clinicians.get(clinician) ?? [];
    clinicians.set(clinician, texts);
    return texts;
  }

  /** Removes a group. @returns the entries of its clinicians, each of which it gives once */
  take(group: number): (clinician: Pseudonym) => ScannedEntry[] {
    const clinicians = this.#groups.get(group);
    this.#groups.delete(group);
    return (clinician) => {
      const texts = clinicians?.get(clinician) ?? [];
      clinicians?.delete(clinician);
      const entries: ScannedEntry[] = [];
      for (let at = 0; at < texts.length; at += 2)
        entries.push({ clinician, judgment: texts[at]!, entry: readEntry(texts[at + 1]!, this.#names) });
      return entries;
    };
  }
}

/** The characters of an item's names and values, which are about its bytes in DynamoDB. */
function bytesOf(item: Item): number {
  let bytes = 0;
  for (const name in item) {
    const { S, N } = item[name]!;
    bytes += name.length + (S ?? N ?? JSON.stringify(item[name])).length;
  }
  return bytes;
}
