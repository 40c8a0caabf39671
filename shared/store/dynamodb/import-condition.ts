import type { Item } from './keys.ts';

/** The condition that a worker still holds a running import. */
export const holdingEpoch = (epoch: number) => ({
  expression: '#epoch = :epoch AND #status = :running',
  names: { '#epoch': 'epoch', '#status': 'status' },
  values: { ':epoch': { N: String(epoch) }, ':running': { S: 'running' } } as Item,
});
