import { createHash } from 'node:crypto';
import type { Rating, RowsDeclaration, Vote } from '../contracts/index.ts';
import type { Pseudonymous } from '../ledger/index.ts';
import { byCodeUnit, count } from '../lib/index.ts';
import { type Key64, KeyTable } from './survey/key-table.ts';
import { UnreadableFile } from './unreadable-file.ts';

type Judged = Pseudonymous<Vote> | Pseudonymous<Rating>;

/** 128 bits of a digest, as 22 characters. */
const DIGEST_LENGTH = 22;
const digest = (content: unknown): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, DIGEST_LENGTH);

/** The first 64 bits of a digest, in base64url. */
export function keyOfDigest(digested: string): Key64 {
  const bytes = Buffer.from(digested, 'base64url');
  return { high: bytes.readUInt32BE(0), low: bytes.readUInt32BE(4) };
}

const modelsOf = (event: Judged): string[] =>
  event.kind === 'vote' ? [event.first, event.second] : [event.model];

/**
 * The judgment id of a row that has no id, but its own time. It is a digest of the clinician, the time, the item and the
 * models. The outcome, the scores and the specialty are not in the digest. If a later export corrects them, it therefore
 * concerns the same judgment. The digest uses the pseudonym, because a digest of the name could be guessed.
 * @see docs/decisions/0118-rows-have-declared-described-or-positional-ids.md
 */
export const idOfDescribedRow = (event: Judged): string =>
  digest([
    event.kind,
    event.clinician,
    new Date(event.at).toISOString(),
    modelsOf(event),
    event.item ?? null,
  ]);

/**
 * The judgment id of a row with one score. All scores that a clinician gave to the answer of a model to an item are one
 * judgment, because a safety score needs all of them. The time counts only if there is no item.
 */
export const idOfScoreRow = (event: Pseudonymous<Rating>): string =>
  digest([
    'score',
    event.clinician,
    event.item ?? null,
    event.item === undefined ? new Date(event.at).toISOString() : null,
    event.model,
  ]);

/** The beginning of the ids that {@link rowNumbering} gives. */
const POSITIONAL = 'row-';

/** Whether an id comes from the content of a row and its occurrence in the file. */
export const isPositionalId = (judgment: string): boolean =>
  judgment.startsWith(POSITIONAL) && judgment.length === POSITIONAL.length + DIGEST_LENGTH;

/** Maximum number of different rows that are counted, in some hundred megabytes. */
export const MAX_DISTINCT_ROWS = 2_000_000;

/**
 * Ids for rows that nothing identifies. The id is a digest of the batch, of all content, and of the number of earlier rows
 * with the same content. One numbering belongs to one file, from its first row on.
 *
 * Contents are distinguished by 64 bits of their digest. If two contents share them, they share a count, but their
 * ids still differ.
 * @param rows the declaration of the mapping: files of different batches share no row
 * @throws UnreadableFile if there are more different rows than can be counted
 * @see docs/decisions/0118-rows-have-declared-described-or-positional-ids.md
 */
export function rowNumbering(
  rows: RowsDeclaration | undefined,
  most = MAX_DISTINCT_ROWS,
): (event: Judged, isTimed: boolean) => string {
  const seen = new KeyTable();
  const batch = typeof rows === 'object' ? rows.batch : null;
  return (event, isTimed) => {
    const content = digest([
      batch,
      event.kind,
      event.clinician,
      event.specialty,
      isTimed ? new Date(event.at).toISOString() : null,
      event.item ?? null,
      modelsOf(event),
      event.kind === 'vote' ? event.outcome : null,
      scoresOf(event),
    ]);
    const key = keyOfDigest(content);
    const occurrence = seen.get(key) + 1;
    seen.set(key, occurrence);
    if (seen.size > most)
      throw new UnreadableFile(
        `its rows have neither an id nor a time of day, and more than ${count(most)} different` +
          ' rows cannot be counted. Add such a column.',
        { countsNothing: true },
      );
    return POSITIONAL + digest([content, occurrence]);
  };
}

const sorted = <T>(entries: Record<string, T>): [string, T][] =>
  Object.entries(entries).sort(([a], [b]) => byCodeUnit(a, b));

function scoresOf(event: Judged): unknown {
  if (event.kind === 'rating') return sorted(event.scores);
  return sorted(event.scores ?? {}).map(([model, card]) => [model, sorted(card)]);
}
