import { createHash } from 'node:crypto';
import type { Rating, Vote } from '../contracts/index.ts';
import type { Pseudonymous } from '../ledger/index.ts';
import { byCodeUnit, count } from '../lib/index.ts';
import { Occurrences } from './occurrences.ts';
import { UnreadableFile } from './unreadable-file.ts';

const digest = (content: unknown): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);

const modelsOf = (event: Pseudonymous<Vote> | Pseudonymous<Rating>): string[] =>
  event.kind === 'vote' ? [event.first, event.second] : [event.model];

/**
 * The judgment id of a row that has no id, but has a time, an item or both. It is a digest of the clinician, the
 * specialty, the time, the item and the models. The outcome and the scores are not in the digest. If a later export
 * corrects them, it therefore concerns the same judgment. The digest uses the pseudonym, because a digest of the
 * name could be guessed.
 * @param timed whether the time is the row's own
 */
export const idOfRow = (event: Pseudonymous<Vote> | Pseudonymous<Rating>, timed: boolean): string =>
  digest([
    event.kind,
    event.clinician,
    event.specialty,
    timed ? new Date(event.at).toISOString() : null,
    modelsOf(event),
    ...(event.item === undefined ? [] : [event.item]),
  ]);

/** Maximum number of different rows that are counted, in some fifty megabytes. */
const MAX_DISTINCT_ROWS = 2_000_000;

/**
 * Ids for rows that have neither an id nor a time nor an item. The id is a digest of all content and of the number
 * of earlier rows with the same content. One numbering belongs to one file, from its first row on.
 *
 * Contents are distinguished by 48 bits of their digest. If two contents share them, they share a count, but their
 * ids still differ.
 * @throws UnreadableFile if there are more different rows than can be counted
 */
export function rowNumbering(
  most = MAX_DISTINCT_ROWS,
): (event: Pseudonymous<Vote> | Pseudonymous<Rating>) => string {
  const seen = new Occurrences();
  return (event) => {
    const said = event.kind === 'vote' ? event.outcome : null;
    const content = digest([
      event.kind,
      event.clinician,
      event.specialty,
      modelsOf(event),
      said,
      scoresOf(event),
    ]);
    const occurrence = seen.add(Buffer.from(content, 'base64url').readUIntBE(0, 6));
    if (seen.different > most)
      throw new UnreadableFile(
        `its rows have neither an id nor a time nor an item, and more than ${count(most)} different` +
          ' rows cannot be counted. Add such a column. The events counted below are recorded.',
      );
    return digest([content, occurrence]);
  };
}

const sorted = <T>(entries: Record<string, T>): [string, T][] =>
  Object.entries(entries).sort(([a], [b]) => byCodeUnit(a, b));

function scoresOf(event: Pseudonymous<Vote> | Pseudonymous<Rating>): unknown {
  if (event.kind === 'rating') return sorted(event.scores);
  return sorted(event.scores ?? {}).map(([model, card]) => [model, sorted(card)]);
}
