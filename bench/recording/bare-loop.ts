import {
  type DynamoDBClient,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';

/**
 * Notes the transactions that a client sends, in their order: the bare loop sends the same again.
 * @returns the list, which grows as they are sent
 */
export function noteTransactions(client: DynamoDBClient): readonly TransactWriteItemsCommandInput[] {
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

/** Sends transactions and nothing else, `concurrency` at once: what the store could reach at most. */
export async function bareLoop(
  client: DynamoDBClient,
  transactions: readonly TransactWriteItemsCommandInput[],
  { concurrency }: { readonly concurrency: number },
): Promise<void> {
  const left = transactions.values();
  const sendOn = async () => {
    for (const input of left) await client.send(new TransactWriteItemsCommand(input));
  };
  await Promise.all(Array.from({ length: concurrency }, sendOn));
}
