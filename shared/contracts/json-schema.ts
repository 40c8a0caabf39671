import * as z from 'zod';
import { publishedCell } from './cell.ts';
import { event, rating, retraction, vote } from './event.ts';
import { mapping } from './mapping.ts';
import { protocol } from './protocol.ts';
import { snapshot } from './snapshot.ts';

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * A contract as a JSON Schema of what may be sent: fields with a default are optional. It is a little wider than
 * the contract, since rules over several fields (a model compared with itself) have no JSON Schema.
 *
 * @param name names the contract, as `vote`
 */
export function jsonSchema(name: string, schema: z.ZodType): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return { $schema, $id: `urn:primum:${name}:${versionOf(rest)}`, title: `Primum ${name}`, ...rest };
}

/** As the files say it themselves; 1 where they do not. A change that breaks those who go by it raises it. */
const versionOf = ({ properties }: JsonSchema): number =>
  (properties as { schemaVersion?: { const: number } } | undefined)?.schemaVersion?.const ?? 1;

/** The JSON Schemas of everything that is sent to Primum, and of the audit and the cells it answers with. */
export const contractSchemas = (): ReadonlyMap<string, JsonSchema> =>
  new Map(
    Object.entries({ event, vote, rating, retraction, protocol, mapping, snapshot, cell: publishedCell }).map(
      ([name, schema]) => [name, jsonSchema(name, schema)],
    ),
  );
