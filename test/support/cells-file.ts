import type { Cell } from '../../shared/ledger/cells/cell.ts';
import type { FrozenCriterion } from '../../shared/ledger/settings.ts';
import { CELLS, cellsWriter } from '../../shared/publication/cells/cells-file.ts';
import type { EvidenceFile } from '../../shared/publication/render.ts';

/** The file of cells in its published form. */
export async function cellsFileOf(
  cells: Iterable<Cell>,
  criteria: readonly FrozenCriterion[],
): Promise<EvidenceFile> {
  const writer = cellsWriter(criteria);
  await writer.write([...cells]);
  return { name: CELLS, body: await writer.end() };
}
