import * as z from 'zod';
import { identifier } from './identifier.ts';
import { named } from './named.ts';

/** The kinds of names that may have aliases. */
export const ALIASED_KINDS = ['models', 'specialties'] as const;
export type AliasedKind = (typeof ALIASED_KINDS)[number];

/** Other spellings, by the name under which they are counted. */
const spellings = named(z.array(identifier).min(1)).optional();

/** Empty lists of aliases are absent, so that they do not change the hash of a protocol. */
export const aliases = z
  .strictObject({ models: spellings, specialties: spellings })
  .optional()
  .overwrite((given) => {
    const filled = ALIASED_KINDS.filter((kind) => Object.keys(given?.[kind] ?? {}).length > 0);
    return filled.length === 0
      ? undefined
      : Object.fromEntries(filled.map((kind) => [kind, given![kind]!] as const));
  })
  .describe(
    'Other spellings of models and specialties: {"models": {"gpt-4o": ["GPT-4o"]}} counts "GPT-4o" as "gpt-4o". ' +
      'They apply to publications; the counters keep each spelling.',
  );

type Aliases = NonNullable<z.output<typeof aliases>>;
/** A protocol, or its part in a snapshot. */
interface WithAliases {
  readonly aliases?: Aliases | undefined;
}

/** The names under which a publication counts the spellings of models and specialties. */
type CountedNames = Readonly<Record<AliasedKind, (spelling: string) => string>>;

const COUNTED_NAMES = new WeakMap<Aliases, CountedNames>();
const AS_WRITTEN: CountedNames = { models: (name) => name, specialties: (name) => name };

/**
 * The names of a protocol's aliases. A name without an alias is counted as it is written. An alias leads to its name in
 * one step.
 * @see docs/decisions/0116-aliases-apply-at-publication.md
 */
export function countedNames({ aliases }: WithAliases): CountedNames {
  if (aliases === undefined) return AS_WRITTEN;
  const known = COUNTED_NAMES.get(aliases);
  if (known) return known;
  const made = { models: nameOf(aliases.models), specialties: nameOf(aliases.specialties) };
  COUNTED_NAMES.set(aliases, made);
  return made;
}

function nameOf(names: Aliases[AliasedKind] = {}): (spelling: string) => string {
  const bySpelling = new Map(
    Object.entries(names).flatMap(([name, others]) => others.map((other): [string, string] => [other, name])),
  );
  return (spelling) => bySpelling.get(spelling) ?? spelling;
}

/** The parts of a protocol on which the line for a group of names depends. */
type NamingProtocol = WithAliases & { readonly [kind in AliasedKind]?: readonly string[] | undefined };

/**
 * The line of a protocol that counts a group of names as one, for a warning. It keeps the name that has aliases already,
 * or else the first listed name, or else the first of all. The line repeats the aliases of that name.
 */
export function aliasesLine(kind: AliasedKind, names: readonly string[], protocol: NamingProtocol): string {
  const declared = new Map(Object.entries(protocol.aliases?.[kind] ?? {}));
  const kept =
    names.find((name) => declared.has(name)) ??
    names.find((name) => protocol[kind]?.includes(name)) ??
    names[0]!;
  const others = [...(declared.get(kept) ?? []), ...names.filter((name) => name !== kept)];
  return `"aliases": {"${kind}": {${JSON.stringify(kept)}: [${others.map((other) => JSON.stringify(other)).join(', ')}]}}`;
}
