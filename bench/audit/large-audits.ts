import { join } from 'node:path';
import { count, step } from '../../cli/command-line/terminal.ts';
import type { CellsReport } from './cells-child.ts';
import { inChild } from './in-child.ts';
import type { CellScale } from './made-cells.ts';

/** The audit alone, with generated cells. */
export interface LargeAudit {
  readonly scale: CellScale;
  readonly report: CellsReport;
}

const CHILD = join(import.meta.dirname, 'cells-child.ts');

/** A small heap is enough, because flat counts, the largest part of a large audit, are not on the heap. */
const HEAP_OPTIONS = ['--max-old-space-size=1000'];

/** Audits generated cells of these sizes, each in a separate process. */
export async function measureLargeAudits(scales: readonly CellScale[]): Promise<LargeAudit[]> {
  const audits: LargeAudit[] = [];
  for (const scale of scales) {
    const { models, specialties, judgments } = scale;
    const parameters = [models, specialties, judgments].map(String);
    const title = `Auditing ${count(models)} models in ${count(specialties)} specialties`;
    const report = await step(title, async () => {
      const found = await inChild<CellsReport>(CHILD, parameters, HEAP_OPTIONS);
      return [found, `${count(found.cells)} cells, peak memory ${Math.round(found.peakMemory / 2 ** 20)} MB`];
    });
    audits.push({ scale, report });
  }
  return audits;
}
