import type { Profiler } from 'node:inspector';

/** The stages of an offline audit. */
export const STAGES = [
  'parse',
  'validate',
  'record',
  'audit',
  'ledger pass',
  'render',
  'garbage',
  'other',
] as const;
export type Stage = (typeof STAGES)[number];
type CallFrame = Profiler.Profile['nodes'][number]['callFrame'];

/** The stage of each file of the project, by its path. The first match applies. */
const STAGE_BY_PATH: readonly (readonly [string, Stage])[] = [
  ['/shared/publication/operations/', 'ledger pass'],
  ['/shared/ledger/maintenance/recount.ts', 'ledger pass'],
  ['/shared/imports/', 'parse'],
  ['/shared/events/', 'validate'],
  ['/shared/contracts/', 'validate'],
  ['/shared/ledger/', 'record'],
  ['/shared/lib/compact/', 'record'],
  ['/shared/audit/', 'audit'],
  ['/shared/stats/', 'audit'],
  ['/shared/publication/', 'render'],
];

/** Seconds by stage of a sampled run. Idle time is left out. */
export function secondsByStage({
  nodes,
  samples = [],
  timeDeltas = [],
}: Profiler.Profile): Map<Stage, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const stages = new Map<number, Stage | null>();
  const visit = (id: number, caller: Stage) => {
    const node = byId.get(id)!;
    const stage = frameStage(node.callFrame, caller);
    stages.set(id, stage);
    for (const child of node.children ?? []) visit(child, stage ?? 'other');
  };
  if (nodes[0]) visit(nodes[0].id, 'other');
  const seconds = new Map<Stage, number>(STAGES.map((stage) => [stage, 0]));
  for (const [index, id] of samples.entries()) {
    const stage = stages.get(id);
    if (stage) seconds.set(stage, seconds.get(stage)! + (timeDeltas[index] ?? 0) / 1e6);
  }
  return seconds;
}

/**
 * Code of a library or of Node belongs to the stage of its caller. So does all code below the pass over the ledger.
 * Null if idle.
 */
function frameStage({ functionName, url }: CallFrame, caller: Stage): Stage | null {
  if (functionName === '(idle)') return null;
  if (functionName === '(garbage collector)') return 'garbage';
  if (caller === 'ledger pass' || url.includes('/node_modules/')) return caller;
  // Only the pass over the ledger reads judgments one after another. The frames of a generator do not show its
  // caller.
  if (functionName === 'judgments' && url.endsWith('/shared/ledger/memory/study.ts')) return 'ledger pass';
  return STAGE_BY_PATH.find(([place]) => url.includes(place))?.[1] ?? caller;
}
