import { randomUUID } from 'node:crypto';
import { giveOrder, type OrderOptions } from './give-order.ts';
import { publicOrder } from './public-order.ts';

/** `primum release`: publishes a public edition now, if its difference from the last one reveals no single rows. */
export async function releaseCommand(study: string, options: OrderOptions): Promise<void> {
  const id = randomUUID();
  await giveOrder(
    study,
    publicOrder({
      name: `Releasing a public edition of ${study}`,
      change: (orders) => ({ ...orders, release: { id, at: new Date().toISOString() } }),
      outcome: ({ release }) => (release?.id === id ? release.outcome : null),
    }),
    options,
  );
}
