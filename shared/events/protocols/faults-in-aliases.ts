import { ALIASED_KINDS, type AliasedKind, MAX_LISTED_NAMES, type Protocol } from '../../contracts/index.ts';
import { pathInWords, quote } from '../../lib/index.ts';

/**
 * The faults of a protocol's aliases, in sentences that name the field. Each spelling must lead to one name in one step,
 * so that the order of the aliases decides nothing.
 */
export function* faultsInAliases(protocol: Protocol): Generator<string> {
  for (const kind of ALIASED_KINDS) {
    yield* tooManyAliases(kind, protocol);
    yield* ambiguousAliases(kind, protocol);
    yield* unlikeList(kind, protocol);
  }
}

const entriesOf = (kind: AliasedKind, { aliases }: Protocol) => Object.entries(aliases?.[kind] ?? {});
const placeOf = (kind: AliasedKind, ...path: (string | number)[]) => pathInWords(['aliases', kind, ...path]);

function* tooManyAliases(kind: AliasedKind, protocol: Protocol): Generator<string> {
  const count = entriesOf(kind, protocol).reduce((sum, [, others]) => sum + others.length, 0);
  if (count > MAX_LISTED_NAMES)
    yield `${placeOf(kind)}: has ${count} aliases, and at most ${MAX_LISTED_NAMES} are allowed; correct the names in the files instead`;
}

function* ambiguousAliases(kind: AliasedKind, protocol: Protocol): Generator<string> {
  const entries = entriesOf(kind, protocol);
  const names = new Set(entries.map(([name]) => name));
  const nameByAlias = new Map<string, string>();
  for (const [name, others] of entries)
    for (const [at, alias] of others.entries()) {
      const place = `${placeOf(kind, name, at)}: ${quote(alias)}`;
      const other = nameByAlias.get(alias);
      if (alias === name) yield `${place} is the name itself; leave it out`;
      else if (names.has(alias))
        yield `${place} has aliases itself; list all spellings under one of the two names`;
      else if (other !== undefined)
        yield `${place} is already an alias of ${quote(other)}; leave out one of them`;
      nameByAlias.set(alias, name);
    }
}

/** A list of models or specialties holds the names under which results appear, and no aliases. */
function* unlikeList(kind: AliasedKind, protocol: Protocol): Generator<string> {
  if (protocol[kind] === undefined) return;
  const listed = new Map(protocol[kind].map((name, at) => [name, at]));
  for (const [name, others] of entriesOf(kind, protocol)) {
    if (!listed.has(name))
      yield `${placeOf(kind, name)}: is not listed in ${kind}; add it there, because its aliases are counted under it`;
    for (const alias of others)
      if (listed.has(alias))
        yield `${kind}.${listed.get(alias)}: ${quote(alias)} is an alias of ${quote(name)}; leave it out of the list, because aliases of listed names are accepted`;
  }
}
