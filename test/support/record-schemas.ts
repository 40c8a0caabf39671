/**
 * Records the published schemas in docs/schemas. Later schemas are compared with these files. Run
 * `npm run record-schemas` after adding to a schema or raising its version.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishedSchemas } from '../../shared/contracts/json-schema.ts';

const folder = join(import.meta.dirname, '../../docs/schemas');
mkdirSync(folder, { recursive: true });
for (const [name, schema] of publishedSchemas())
  writeFileSync(join(folder, `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`);
