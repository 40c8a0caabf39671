import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type JsonSchema, publishedSchemas } from '../../../shared/contracts/json-schema.ts';
import { misfits } from '../../support/schema-fit.ts';

const FOLDER = join(import.meta.dirname, '../../../docs/schemas');
/** Schemas of files that Primum writes and others read. Primum reads all other files. */
const WRITTEN = new Set(['snapshot', 'cell', 'operations', 'manifest', 'signature', 'latest', 'history']);

const recorded = new Map(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.schema.json'))
    .map((file) => [
      file.slice(0, -'.schema.json'.length),
      JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as JsonSchema,
    ]),
);
const versionOf = ({ $id }: JsonSchema) => Number(/^urn:primum:[a-z]+:(\d+)$/.exec(String($id))?.[1]);

/** The changes of a schema that break programs written for its earlier version. */
const breaks = (name: string, was: JsonSchema, is: JsonSchema): string[] => [
  ...(WRITTEN.has(name) ? misfits(is, was) : misfits(was, is)),
];

describe('a published schema', () => {
  it.each([...recorded])(
    'breaks no program written for the recorded version, or has a new version (%s)',
    (name, was) => {
      const is = publishedSchemas().get(name);
      expect(is, 'is no longer published').toBeDefined();
      if (versionOf(is!) === versionOf(was))
        expect(breaks(name, was, is!), 'raise its version: see docs/schemas/README.md').toEqual([]);
      else expect(versionOf(is!)).toBeGreaterThan(versionOf(was));
    },
  );

  it('is recorded in docs/schemas', () => {
    expect([...recorded.keys()].sort()).toEqual([...publishedSchemas().keys()].sort());
  });

  it('has the same version as its files', () => {
    for (const [, schema] of publishedSchemas()) {
      const { schemaVersion } = (schema.properties ?? {}) as {
        schemaVersion?: { const?: number; enum?: number[] };
      };
      expect(versionOf(schema)).toBe(schemaVersion?.const ?? schemaVersion?.enum?.at(-1) ?? 1);
    }
  });
});

/** A schema in which the field at `path` was replaced or removed. */
function changed(name: string, path: string, field?: unknown): JsonSchema {
  const schema = structuredClone(publishedSchemas().get(name)!) as Record<string, never>;
  const steps = path.split('/');
  const last = steps.pop()!;
  let at: Record<string, never> = schema;
  for (const step of steps) at = at[step]!;
  if (!(last in at)) throw new Error(`${name} has no ${path}`);
  if (field === undefined) delete at[last];
  else Object.assign(at, { [last]: field });
  return schema;
}

describe('a change that breaks readers of published files', () => {
  const found = (is: JsonSchema) => breaks('snapshot', publishedSchemas().get('snapshot')!, is);
  const totals = 'properties/totals/properties';

  it('is a removed field', () => {
    expect(found(changed('snapshot', `${totals}/votes`))).toEqual(['$.totals.votes: is gone']);
  });

  it.each([
    ['of another type', { type: 'string' }, '$.totals.votes: string instead of integer'],
    [
      'that may be null',
      { anyOf: [{ type: 'integer', minimum: 0, maximum: 1 }, { type: 'null' }] },
      'null instead',
    ],
    [
      'of a wider range',
      { type: 'integer', minimum: -1, maximum: 9007199254740991 },
      'minimum -1 instead of 0',
    ],
  ])('is a field %s', (_, field, message) => {
    expect(found(changed('snapshot', `${totals}/votes`, field)).join()).toContain(message);
  });

  it('is a field that may now be missing, or a new value of an enumeration', () => {
    expect(found(changed('snapshot', 'required', ['study'])).join()).toContain('$.totals: was always there');
    const states = changed('snapshot', 'properties/zones/items/properties/state/enum', ['confirmed', 'new']);
    expect(found(states)).toEqual(['$.zones[].state: the value "new" is new']);
  });

  it('is neither a new field nor a new description', () => {
    const { properties } = publishedSchemas().get('snapshot')! as { properties: object };
    const added = changed('snapshot', 'properties', { ...properties, extra: { type: 'number' } });
    expect(found({ ...added, description: 'In other words.' })).toEqual([]);
  });
});

describe('a change that breaks writers of input files', () => {
  const found = (is: JsonSchema) => breaks('vote', publishedSchemas().get('vote')!, is);

  it('is a refused field, a newly required field, or a refused value', () => {
    expect(found(changed('vote', 'properties/country')).join()).toContain('$.country: is not allowed');
    const { required } = publishedSchemas().get('vote')! as { required: string[] };
    expect(found(changed('vote', 'required', [...required, 'country'])).join()).toContain('$.country');
    expect(found(changed('vote', 'properties/outcome/enum', ['first', 'second', 'tie'])).join()).toContain(
      '"both_bad"',
    );
  });

  it('is neither a new optional field nor an additional value', () => {
    const { properties } = publishedSchemas().get('vote')! as { properties: object };
    expect(found(changed('vote', 'properties', { ...properties, extra: { type: 'number' } }))).toEqual([]);
    const more = ['first', 'second', 'tie', 'both_bad', 'neither'];
    expect(found(changed('vote', 'properties/outcome/enum', more))).toEqual([]);
  });
});
