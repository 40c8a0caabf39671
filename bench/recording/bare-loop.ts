import {
  type DynamoDBClient,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';

/**
 * Records the transactions that a client sends, in their order, so that the bare loop can send them again.
 * @returns the list, which grows as they are sent
 */
export function collectTransactions(client: DynamoDBClient): readonly TransactWriteItemsCommandInput[] {
  const noted: TransactWriteItemsCommandInput[] = [];
  client.middlewareStack.add(
    (next, context) => (given) => {
      if (context.commandName === 'TransactWriteItemsCommand') {
        const { TransactItems } = given.input as TransactWriteItemsCommandInput;
        noted.push({ TransactItems });
      }
      return next(given);
    },
    { step: 'initialize', name: 'noteTransactions' },
  );
  return noted;
}

/** Sends transactions without any other work. Its speed is the upper limit for the store. */
export async function bareLoop(
  client: DynamoDBClient,
  transactions: readonly TransactWriteItemsCommandInput[],
  { concurrency }: { readonly concurrency: number },
): Promise<void> {
  const left = transactions.values();
  const sendNext = async () => {
    for (const input of left) await client.send(new TransactWriteItemsCommand(input));
  };
  await Promise.all(Array.from({ length: concurrency }, sendNext));
}
