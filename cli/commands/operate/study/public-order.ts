import { publishedProtocol } from '../../../../shared/publication/index.ts';
import { type HandledOrders, handledOrders } from '../../../../shared/publication/public/index.ts';
import { plain, usageError } from '../../../command-line/terminal.ts';
import type { Order } from './give-order.ts';

/** An order for the public edition of a study. */
interface PublicOrder extends Pick<Order, 'name' | 'change'> {
  /** The result, if the publisher has handled the order. Null before. */
  readonly outcome: (handled: HandledOrders) => string | null;
}

/** Makes an order that is refused if the study has no public edition. */
export const publicOrder = ({ outcome, ...order }: PublicOrder): Order => ({
  ...order,
  check: async ({ snapshots }, study) => {
    const protocol = await publishedProtocol(snapshots, study);
    if (!protocol) throw usageError(`there is no snapshot of a study "${plain(study)}"`);
    if (!protocol.public && !protocol.publishCells)
      throw usageError(
        `the study "${plain(study)}" has no public edition: write "public": true into its protocol, and wait for the next snapshot`,
      );
  },
  outcome: async (snapshots, study) => {
    const handled = await handledOrders(snapshots, study);
    return handled && outcome(handled);
  },
});
