import type * as z from 'zod';
import { repeatsKey } from '../../lib/index.ts';
import { differences } from '../differences.ts';

/** A file as a value of its schema. The faults are one sentence each. */
export type Parsed<T> =
  | {
      readonly value: T;
      readonly asWritten: unknown;
      /** Differences from the form in which Primum writes JSON. Another program may read such a file differently. */
      readonly faults: readonly string[];
    }
  | { readonly value: null; readonly faults: readonly string[] };

/** Reads a JSON file of a snapshot. `asWritten` includes fields that the schema does not know. */
export function parse<T extends z.ZodType>(
  file: string,
  schema: T,
  body: Uint8Array | undefined,
): Parsed<z.output<T>> {
  if (!body) return unreadable(`${file} is missing from the manifest`);
  if (hasByteOrderMark(body))
    return unreadable(
      `${file} begins with a byte order mark, which Primum never writes: another program saved it`,
    );
  let text: string;
  let asWritten: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    asWritten = JSON.parse(text);
  } catch (error) {
    return unreadable(`${file} is not JSON: ${(error as Error).message}`);
  }
  const hostile = hostileMember(text, asWritten);
  if (hostile) return unreadable(`${file} ${hostile}`);
  const { success, data, error } = schema.safeParse(asWritten);
  if (success) return { value: data, asWritten, faults: formFaults(file, text, asWritten) };
  return unreadable(
    ...error.issues.map(
      ({ path, message }) => `${file} does not fit its schema: ${path.join('.') || 'as a whole'}: ${message}`,
    ),
  );
}

/** Reads a small JSON file of a study, and also reports fields that its schema does not know. */
export function parseWhole<T extends z.ZodType>(
  file: string,
  schema: T,
  body: Uint8Array | undefined,
): Parsed<z.output<T>> {
  const read = parse(file, schema, body);
  if (read.value === null || !('asWritten' in read)) return read;
  const known: unknown = JSON.parse(JSON.stringify(read.value));
  const [unknown] = differences(read.asWritten, known);
  if (!unknown) return read;
  const fault = `${file} has the field ${unknown.path}, which Primum does not write: it was added after the publication`;
  return { ...read, faults: [...read.faults, fault] };
}

const unreadable = (...faults: string[]) => ({ value: null, faults });

const hasByteOrderMark = ([first, second, third]: Uint8Array): boolean =>
  first === 0xef && second === 0xbb && third === 0xbf;

/** Members that programs read differently: some take the first of two, and some change the prototype of the object. */
function hostileMember(text: string, value: unknown): string | null {
  if (repeatsKey(text, value))
    return 'names a member twice, so that two programs may read two different values';
  if (text.includes('__proto__') && hasPrototypeMember(value))
    return 'has a member named __proto__, which may change how programs read the file';
  return null;
}

function hasPrototypeMember(value: unknown): boolean {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (next === null || typeof next !== 'object') continue;
    if (Object.hasOwn(next, '__proto__')) return true;
    for (const member of Object.values(next)) open.push(member);
  }
  return false;
}

/** Primum writes one field per line, and ends the file in one newline. */
function formFaults(file: string, text: string, value: unknown): string[] {
  const expected = `${JSON.stringify(value, null, 1)}\n`;
  if (text === expected) return [];
  if (text.includes('\r'))
    return [
      `${file} has line ends of another system (CR), so another program saved it after its publication`,
    ];
  if (text.trimEnd() === expected.trimEnd())
    return [`${file} has other bytes after its last value than one newline, so it was edited`];
  return [
    `${file} is not written in the form of Primum, so another program wrote it: its spaces, numbers or letters are encoded differently`,
  ];
}
