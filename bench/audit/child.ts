import { Session } from 'node:inspector/promises';
import { main } from '../../cli/cli.ts';
import { type Stage, secondsByStage } from './stages.ts';

/** The report that a process sends to its parent after an audit. */
export interface AuditReport {
  /** Peak resident memory, bytes. */
  readonly peakMemory: number;
  /** Seconds by stage; empty if the run was not sampled. */
  readonly stages: readonly (readonly [Stage, number])[];
}

/** Sampled often enough for a run of seconds, but rarely enough to have no relevant cost. */
const SAMPLING_MICROSECONDS = 2_000;
const KILOBYTE = 1024;

/**
 * `child.ts <sampled|plain> <arguments of primum…>`: runs the command as a user would, and reports time and memory.
 */
const [mode, ...parameters] = process.argv.slice(2);
const stages = await (mode === 'sampled' ? sampled : plain)(() =>
  main([process.execPath, 'primum', ...parameters]),
);
const report: AuditReport = { peakMemory: process.resourceUsage().maxRSS * KILOBYTE, stages };
process.send?.(report);

async function plain(work: () => Promise<void>): Promise<AuditReport['stages']> {
  await work();
  return [];
}

async function sampled(work: () => Promise<void>): Promise<AuditReport['stages']> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLING_MICROSECONDS });
  await session.post('Profiler.start');
  await work();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return [...secondsByStage(profile)];
}
