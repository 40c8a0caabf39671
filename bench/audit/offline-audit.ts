import { join } from 'node:path';
import { count, step } from '../../cli/command-line/terminal.ts';
import { PAPER_SCALE } from '../../cli/generate/world.ts';
import { generateEvents } from '../generate.ts';
import type { AuditReport } from './child.ts';
import { inChild } from './in-child.ts';
import type { Stage } from './stages.ts';

/** One offline audit, run as a user runs it. */
export interface OfflineAudit {
  readonly judgments: number;
  /** From the start of the process to its end. */
  readonly seconds: number;
  /** Peak resident memory of the process, bytes. */
  readonly peakMemory: number;
  /** Seconds by stage, from another run that was sampled. */
  readonly stages: ReadonlyMap<Stage, number>;
}

/** Generates studies of these sizes. Audits each in a separate process, and a second time with sampling. */
export async function measureAudits(sizes: readonly number[], directory: string): Promise<OfflineAudit[]> {
  const audits: OfflineAudit[] = [];
  for (const judgments of sizes) {
    const folder = join(directory, `audit-${judgments}`);
    const file = await generateEvents(folder, judgments, PAPER_SCALE.clinicians);
    const title = `Auditing ${count(judgments)} judgments`;
    const { seconds, peakMemory } = await audit(title, 'plain', file, join(folder, 'plain'));
    const { stages } = await audit(`${title} again, sampled`, 'sampled', file, join(folder, 'sampled'));
    audits.push({ judgments, seconds, peakMemory, stages: new Map(stages) });
  }
  return audits;
}

function audit(
  title: string,
  mode: 'plain' | 'sampled',
  file: string,
  out: string,
): Promise<AuditReport & { readonly seconds: number }> {
  return step(title, async () => {
    const began = performance.now();
    const report = await inChild<AuditReport>(CHILD, [mode, 'audit', file, '--out', out]);
    const seconds = (performance.now() - began) / 1000;
    return [{ ...report, seconds }, `peak memory ${Math.round(report.peakMemory / 2 ** 20)} MB`];
  });
}

const CHILD = join(import.meta.dirname, 'child.ts');
