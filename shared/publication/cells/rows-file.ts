import { MAX_UNITS } from '../../audit/evidence/index.ts';
import { compareRows, type EvidenceRow, type EvidenceRows } from '../../audit/evidence/rows/index.ts';
import type { FrozenCriterion } from '../../ledger/cells/index.ts';
import { decodeLines, linesPacker } from './cells-file.ts';
import { countsCodec, isWithin, NotACell, objectIn } from './published-cell.ts';

/** The file with the evidence rows of an audit. */
export const ROWS = 'rows.jsonl.gz';

/**
 * Writes the evidence rows of a study as compressed JSON lines. The same rows give the same bytes.
 * @param onRow called with each row, because rows are decoded once only
 */
export async function encodeRows(
  rows: EvidenceRows,
  criteria: readonly FrozenCriterion[],
  onRow: (row: EvidenceRow) => void,
): Promise<Uint8Array> {
  const { encode } = rowCodec(criteria);
  const packer = linesPacker();
  await packer.write(
    (function* () {
      for (const row of rows.rows()) {
        onRow(row);
        yield encode(row);
      }
    })(),
  );
  return packer.end();
}

/**
 * Reads rows in the order of the file.
 * @throws {@link NotACell} with the number of the line, if a line is not a row of the study, is repeated or is out of
 * order
 */
export async function* decodeRows(
  body: Uint8Array,
  criteria: readonly FrozenCriterion[],
): AsyncGenerator<EvidenceRow> {
  yield* decodeLines(body, rowCodec(criteria).decode, compareRows);
}

function rowCodec(criteria: readonly FrozenCriterion[]) {
  const codec = countsCodec(criteria);

  const encode = ({ clinician, item, site, specialty, x, y, counts }: EvidenceRow): string =>
    codec.encode({ clinician, item, site, specialty, x, y: y === '' ? null : y }, counts);

  function decode(line: string): EvidenceRow {
    const { clinician, item, site, ...rest } = objectIn(line);
    const limit = `must be a whole number from 0 to ${MAX_UNITS - 1}`;
    if (!isWithin(clinician, MAX_UNITS)) throw new NotACell(`clinician ${limit}`);
    if (item !== null && !isWithin(item, MAX_UNITS)) throw new NotACell(`item ${limit}, or null`);
    if (site !== null && !isWithin(site, MAX_UNITS)) throw new NotACell(`site ${limit}, or null`);
    const row = { clinician, item, site, ...codec.decode(rest) };
    if (encode(row) !== line) throw new NotACell('it differs from the form in which Primum writes rows');
    return row;
  }

  return { encode, decode };
}
