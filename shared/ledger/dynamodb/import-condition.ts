import type { Item } from './items.ts';

/** The condition that an import is running and still has the worker's epoch. */
export const holdingEpoch = (epoch: number) => ({
  expression: '#epoch = :epoch AND #status = :running',
  names: { '#epoch': 'epoch', '#status': 'status' },
  values: { ':epoch': { N: String(epoch) }, ':running': { S: 'running' } } as Item,
});
