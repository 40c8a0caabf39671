import type { Mapping } from '../../contracts/index.ts';
import { quote } from '../../lib/index.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { lookupKey } from './fitting-columns.ts';
import type { FormatContext } from './format.ts';
import type { RecordReader } from './mapped-record.ts';
import type { MappingMatch } from './match-mapping.ts';
import { MAX_NAMED_PLACES, type NamedPlace, namedPlaces, namesClinician } from './named-places.ts';
import { withoutPairAsId, withReady } from './ready.ts';
import { hasPatterns, type RowPart, type RowParts, rowPartsReader } from './row-parts.ts';
import { pathsIn, severalReader } from './several.ts';

/** A file whose fit to a mapping can be checked. */
export interface CheckedFile extends FormatContext {
  /** The names of the columns. Null for JSON. */
  readonly header: readonly string[] | null;
  /** The first records. */
  readonly records: readonly unknown[];
  /**
   * @param shown the form in which a path is quoted
   * @throws UnreadableFile if the file does not have the places that a mapping names
   */
  readonly check: (given: Mapping, shown?: (path: string) => string) => MappingMatch;
}

/** How records are read by the parts of a mapping. */
export interface PartsReading {
  readonly read: RecordReader;
  readonly named: readonly NamedPlace[];
  /** The complete mapping of each part of the first records. */
  readonly parts: readonly Mapping[];
  /** Columns that the mapping deliberately does not read. */
  readonly leftOut: readonly string[];
}

/** Maximum number of parts that are remembered for records of JSON with other members. Each has a reader. */
const MAX_REMEMBERED_PARTS = 4000;

/**
 * How rows that hold several judgments are read.
 * @throws UnreadableFile with the remedy, if the file does not have the columns of the parts
 * @see docs/decisions/0112-a-row-may-hold-several-judgments.md
 */
export function severalReading(given: Mapping, file: CheckedFile): PartsReading {
  const { header, records, check, study, criteria } = file;
  const mapping = withReady(given);
  const whole = { ...given, ...(mapping.several ? { several: mapping.several } : {}) };
  const rowParts = rowPartsReader(whole, criteria);
  const first = rowParts(header ?? [...new Set(records.flatMap(pathsIn))]);
  const patterned = hasPatterns(whole);
  if (first.parts.length === 0 && (header || records.length > 0)) throw nothingFits(whole);
  // The parts of patterns have the same places, apart from columns that were found in the file.
  const checked = new Map(
    (patterned ? first.parts.slice(0, 1) : first.parts).map((part, index) => [
      part,
      check(part.mapping, shownPath(part, index)),
    ]),
  );
  const [example] = checked.values();
  const isAnonymous = (part: RowPart) => (checked.get(part) ?? example)?.anonymous ?? false;
  const complete = (part: RowPart): Mapping => {
    const ready = withReady(part.mapping);
    return isAnonymous(part) ? withoutPairAsId(part.mapping, ready) : ready;
  };
  const partsOf = header || !patterned ? () => first : remembering(rowParts);
  const { several: _, lookup, ...others } = given;
  const shared = lookup && lookupKey(lookup) === null ? { ...others, lookup } : others;
  const placesOf = (part: Mapping) => namedPlaces(part, withReady(part), header, records);
  const named = patterned
    ? placesOf(shared)
    : first.parts.flatMap((part, index) => {
        const shown = shownPath(part, index);
        return placesOf(part.mapping).map((place) => ({ ...place, path: shown(place.path) }));
      });
  return {
    read: severalReader({
      mapping,
      file: { header, study, criteria },
      complete,
      isAnonymous,
      partsOf,
    }),
    named: [...new Map(named.map((place) => [place.path, place])).values()].slice(0, MAX_NAMED_PLACES),
    parts: first.parts.map(complete),
    leftOut: first.leftOut,
  };
}

/** Reads the parts of JSON records, in which each record has columns of its own. */
function remembering(rowParts: (columns: readonly string[]) => RowParts): (record: unknown) => RowParts {
  const known = new Map<string, RowParts>();
  let remembered = 0;
  return (record) => {
    const paths = pathsIn(record);
    const key = JSON.stringify(paths);
    const before = known.get(key);
    if (before) return before;
    const found = rowParts(paths);
    remembered += 1 + found.parts.length;
    if (remembered <= MAX_REMEMBERED_PARTS) known.set(key, found);
    return found;
  };
}

/** The path of a place, or the part that names it if the path contains the clinician of the part. */
const shownPath =
  ({ mapping }: RowPart, index: number) =>
  (path: string): string =>
    namesClinician(path, mapping) ? `part ${index + 1} of "several"` : path;

function nothingFits({ several }: Mapping): UnreadableFile {
  const patterns = several && !Array.isArray(several) ? Object.values(several.columns) : [];
  return new UnreadableFile(
    `no column of it fits ${patterns.map((text) => quote(text ?? '')).join(' or ')} under "several" of its mapping. Each word` +
      ' in place of {criterion} must be a criterion of the protocol or one of "labels"."criterion", and each word by which' +
      ' "lookup" looks must have an entry.',
  );
}
