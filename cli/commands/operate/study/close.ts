import { giveOrder, type OrderOptions } from './give-order.ts';
import { publicOrder } from './public-order.ts';

/** `primum study close`: ends the public editions of a study with a last one. */
export async function closeCommand(study: string, options: OrderOptions): Promise<void> {
  const closed = new Date().toISOString();
  await giveOrder(
    study,
    publicOrder({
      name: `Closing ${study}`,
      change: (orders) => ({ ...orders, closed: orders.closed ?? closed }),
      outcome: (handled) => handled.closed?.outcome ?? null,
    }),
    options,
  );
}

/** `primum study reopen`: lets public editions appear again. */
export async function reopenCommand(study: string, options: OrderOptions): Promise<void> {
  await giveOrder(
    study,
    publicOrder({
      name: `Opening ${study} again`,
      change: ({ closed: _, ...orders }) => orders,
      outcome: ({ closed }) => (closed === null ? 'public editions appear again' : null),
    }),
    options,
  );
}
