import type { Profiler } from 'node:inspector';

/** Where an offline audit's time goes. */
export const STAGES = ['parse', 'validate', 'record', 'audit', 'render', 'garbage', 'other'] as const;
export type Stage = (typeof STAGES)[number];

/** The stage of a project's file, by its folder; what a library or Node does is its caller's. */
const FOLDERS: readonly (readonly [string, Stage])[] = [
  ['/shared/importing/', 'parse'],
  ['/shared/ingest/', 'validate'],
  ['/shared/contracts/', 'validate'],
  ['/shared/store/', 'record'],
  ['/shared/judgments/', 'record'],
  ['/shared/tallies/', 'record'],
  ['/shared/audit/', 'audit'],
  ['/shared/stats/', 'audit'],
  ['/shared/snapshot/', 'render'],
];

/** Seconds by stage of a sampled run; time in which nothing ran is left out. */
export function stagesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Map<Stage, number> {
  const stages = new Map<number, Stage | 'idle'>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const visit = (id: number, caller: Stage) => {
    const node = byId.get(id)!;
    const stage = stageOf(node.callFrame) ?? caller;
    stages.set(id, stage);
    for (const child of node.children ?? []) visit(child, stage === 'idle' ? 'other' : stage);
  };
  if (nodes[0]) visit(nodes[0].id, 'other');
  const seconds = new Map<Stage, number>(STAGES.map((stage) => [stage, 0]));
  for (const [index, id] of samples.entries()) {
    const stage = stages.get(id) ?? 'other';
    if (stage !== 'idle') seconds.set(stage, seconds.get(stage)! + (timeDeltas[index] ?? 0) / 1e6);
  }
  return seconds;
}

function stageOf({
  functionName,
  url,
}: Profiler.Profile['nodes'][number]['callFrame']): Stage | 'idle' | null {
  if (functionName === '(idle)') return 'idle';
  if (functionName === '(garbage collector)') return 'garbage';
  if (url.includes('/node_modules/')) return null;
  return FOLDERS.find(([folder]) => url.includes(folder))?.[1] ?? null;
}
