import { contractSchemas, type JsonSchema, jsonSchema } from '../contracts/json-schema.ts';
import { operations } from '../contracts/operations.ts';
import { history } from './history.ts';
import { latest, manifest } from './manifest.ts';

/** The JSON Schemas of the contracts and of the published files, by name. */
export const publishedSchemas = (): ReadonlyMap<string, JsonSchema> =>
  new Map([
    ...contractSchemas(),
    ...Object.entries({ operations, manifest, latest, history }).map(
      ([name, schema]) => [name, jsonSchema(name, schema)] as const,
    ),
  ]);
