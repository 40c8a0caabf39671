type Schema = Readonly<Record<string, unknown>>;

/**
 * Checks, by the structure of the two schemas, that every document that `given` allows is also allowed by `accepted`.
 * Yields each difference with its path.
 *
 * It supports the keywords of the published schemas. Patterns and formats must be equal.
 */
export function* misfits(given: Schema, accepted: Schema): Generator<string> {
  const [givenRoot, acceptedRoot] = [given, accepted];
  /**
   * Recursive schemas are compared once. This finds all differences, because the comparison in progress covers
   * the other parts.
   */
  const seen = new Map<Schema, Set<Schema>>();

  function* compare(givenAt: unknown, acceptedAt: unknown, path: string): Generator<string> {
    const [a, b] = [resolved(givenAt, givenRoot), resolved(acceptedAt, acceptedRoot)];
    if (typeof (givenAt as Schema)?.$ref === 'string') {
      const others = seen.get(a) ?? new Set();
      if (others.has(b)) return;
      seen.set(a, others.add(b));
    }
    const branches = alternatives(a);
    if (branches) {
      for (const branch of branches) yield* compare(branch, b, path);
      return;
    }
    const choices = alternatives(b);
    if (choices) {
      if (choices.every((choice) => [...compare(a, choice, path)].length > 0))
        yield `${path}: ${summary(a)} is none of the alternatives`;
      return;
    }
    const others = [...values(a, b, path)];
    yield* others;
    if (others.length > 0) return;
    yield* bounds(a, b, path);
    yield* objects(a, b, path);
    yield* lists(a, b, path);
  }

  function* objects(a: Schema, b: Schema, path: string): Generator<string> {
    const [own, other] = [fields(a), fields(b)];
    for (const name of listOf(b.required))
      if (!listOf(a.required).includes(name)) yield `${path}.${name}: was always there, and may be missing`;
    for (const [name, field] of own) {
      const place = `${path}.${name}`;
      if (other.has(name)) yield* compare(field, other.get(name), place);
      else if (b.additionalProperties === false) yield `${place}: is not allowed`;
    }
    if (a.additionalProperties !== false)
      for (const name of other.keys()) if (!own.has(name)) yield `${path}.${name}: is gone`;
    if (isSchema(b.additionalProperties))
      yield* compare(a.additionalProperties ?? {}, b.additionalProperties, `${path}.*`);
    if (isSchema(b.propertyNames)) yield* compare(a.propertyNames ?? {}, b.propertyNames, `${path}.* (name)`);
  }

  function* lists(a: Schema, b: Schema, path: string): Generator<string> {
    if (isSchema(b.items)) yield* compare(a.items ?? {}, b.items, `${path}[]`);
    const [own, other] = [(a.prefixItems ?? []) as unknown[], (b.prefixItems ?? []) as unknown[]];
    if (own.length !== other.length) yield `${path}: a list of ${own.length} places, not of ${other.length}`;
    else for (const [at, item] of own.entries()) yield* compare(item, other[at], `${path}[${at}]`);
  }

  yield* compare(given, accepted, '$');
}

function* values(a: Schema, b: Schema, path: string): Generator<string> {
  const [own, other] = [constants(a), constants(b)];
  if (other && !own) yield `${path}: ${summary(a)} is more than ${summary(b)}`;
  const unknown = own && other ? own.filter((value) => !other.includes(value)) : [];
  for (const value of unknown) yield `${path}: the value ${value} is new`;
  const [types, allowed] = [listOf(a.type), listOf(b.type)];
  const fits = (type: string) => allowed.includes(type) || (type === 'integer' && allowed.includes('number'));
  if (allowed.length > 0 && (types.length === 0 || !types.every(fits)))
    yield `${path}: ${summary(a)} instead of ${summary(b)}`;
}

function* bounds(a: Schema, b: Schema, path: string): Generator<string> {
  const least = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'];
  const most = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'];
  const within = (keyword: string) => {
    const [own, other] = [a[keyword], b[keyword]] as [number | undefined, number | undefined];
    if (other === undefined) return true;
    return own !== undefined && (most.includes(keyword) ? own <= other : own >= other);
  };
  for (const keyword of [...least, ...most])
    if (!within(keyword)) yield `${path}: ${keyword} ${a[keyword] ?? 'none'} instead of ${b[keyword]}`;
  for (const keyword of ['pattern', 'format'])
    if (b[keyword] !== undefined && a[keyword] !== b[keyword]) yield `${path}: another ${keyword}`;
}

const isSchema = (value: unknown): value is Schema => value !== null && typeof value === 'object';

function resolved(at: unknown, root: Schema): Schema {
  if (!isSchema(at)) return {};
  if (typeof at.$ref !== 'string') return at;
  if (at.$ref === '#') return root;
  const name = /^#\/\$defs\/(.+)$/.exec(at.$ref)?.[1];
  return resolved((root.$defs as Schema | undefined)?.[name!], root);
}

const alternatives = (schema: Schema): unknown[] | undefined =>
  (schema.anyOf ?? schema.oneOf) as unknown[] | undefined;

const fields = ({ properties }: Schema): Map<string, unknown> => new Map(Object.entries(properties ?? {}));

const listOf = (value: unknown): string[] => (value === undefined ? [] : ([value].flat() as string[]));

const constants = (schema: Schema): string[] | undefined => {
  if ('const' in schema) return [JSON.stringify(schema.const)];
  return (schema.enum as unknown[] | undefined)?.map((value) => JSON.stringify(value));
};

const summary = (schema: Schema): string =>
  constants(schema)?.join(' | ') ?? (listOf(schema.type).join(' | ') || 'anything');
