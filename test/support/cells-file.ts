import type { Cell } from '../../shared/ledger/cells/cell.ts';
import type { FrozenCriterion } from '../../shared/ledger/settings.ts';
import { cellsWriter } from '../../shared/publication/cells/cells-file.ts';

/** The file of cells in its published form. */
export async function cellsFileOf(
  cells: Iterable<Cell>,
  criteria: readonly FrozenCriterion[],
): Promise<Uint8Array> {
  const writer = cellsWriter(criteria);
  await writer.write([...cells]);
  return writer.end();
}
