import * as z from 'zod';
import { evidenceRow, publishedCell } from './cell.ts';
import { event, rating, retraction, vote } from './event.ts';
import { history } from './history.ts';
import { latest, manifest } from './manifest.ts';
import { mapping } from './mapping.ts';
import { operations } from './operations.ts';
import { protocol } from './protocol.ts';
import { signature } from './signature.ts';
import { snapshot } from './snapshot.ts';

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * A contract as a JSON Schema for senders: fields with a default are optional. It is slightly wider than the
 * contract, because JSON Schema cannot express rules over several fields, such as a model compared with itself.
 *
 * @param name the name of the contract, such as `vote`
 */
export function jsonSchema(name: string, schema: z.ZodType): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return { $schema, $id: `urn:primum:${name}:${versionOf(rest)}`, title: `Primum ${name}`, ...rest };
}

/**
 * The latest version in the files themselves, or 1 if they have none. A change that breaks readers increases it.
 */
function versionOf({ properties }: JsonSchema): number {
  const { schemaVersion } = (properties ?? {}) as { schemaVersion?: { const?: number; enum?: number[] } };
  return schemaVersion?.const ?? Math.max(1, ...(schemaVersion?.enum ?? []));
}

/** The JSON Schemas of all data that Primum accepts, and of all files that it publishes, by name. */
export const publishedSchemas = (): ReadonlyMap<string, JsonSchema> =>
  new Map(Object.entries(PUBLISHED).map(([name, schema]) => [name, jsonSchema(name, schema)]));

const PUBLISHED = {
  event,
  vote,
  rating,
  retraction,
  protocol,
  mapping,
  snapshot,
  cell: publishedCell,
  row: evidenceRow,
  operations,
  manifest,
  signature,
  latest,
  history,
};
