import type { AttributeValue, DynamoDBClient, QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { itemSize } from './item-size.ts';

type Item = Record<string, AttributeValue>;
interface Keys {
  readonly Keys?: readonly Item[];
  readonly ConsistentRead?: boolean;
}

/** One unit is a strongly consistent read of 4 KB, or two other reads of 4 KB. */
const UNIT = 4096;
const units = (bytes: number, consistent: boolean | undefined): number =>
  Math.max(1, Math.ceil(bytes / UNIT)) * (consistent ? 1 : 0.5);

/**
 * Counts the read units that requests consume, by the billing rules of DynamoDB. An item that is read by its key
 * costs its size rounded up to 4 KB, even if it does not exist. A page of a query or of a scan costs the sum of its items.
 *
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export class ReadMeter {
  units = 0;
  /** Number of requests, by command. */
  readonly requests = new Map<string, number>();
  /** Number of writing requests, by command. */
  readonly writes = new Map<string, number>();

  constructor(client: DynamoDBClient) {
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (given) => {
          const answer = await next(given);
          this.requests.set(commandName, (this.requests.get(commandName) ?? 0) + 1);
          const read = unitsOf(commandName, given.input, answer.output as object);
          if (read === null) this.writes.set(commandName, (this.writes.get(commandName) ?? 0) + 1);
          else this.units += read;
          return answer;
        },
      { step: 'finalizeRequest', priority: 'low', name: 'readMeter' },
    );
    // A query of some attributes costs as much as one of whole items, so it must return whole items to be measured.
    client.middlewareStack.add(
      (next) => async (given) => {
        const { ProjectionExpression, ExpressionAttributeNames, ...whole } = given.input as QueryCommandInput;
        return next(ProjectionExpression === undefined ? given : { ...given, input: whole });
      },
      { step: 'initialize', name: 'wholeItems' },
    );
  }
}

/** Null for a command that does not read. */
function unitsOf(command: string, input: object, output: object): number | null {
  if (command === 'GetItemCommand') {
    const { Item = {} } = output as { Item?: Item };
    return units(itemSize(Item), (input as Keys).ConsistentRead);
  }
  if (command === 'QueryCommand' || command === 'ScanCommand') {
    const { Items = [] } = output as { Items?: Item[] };
    return units(
      Items.reduce((sum, item) => sum + itemSize(item), 0),
      (input as Keys).ConsistentRead,
    );
  }
  if (command !== 'BatchGetItemCommand') return null;
  const { RequestItems } = input as { RequestItems: Record<string, Keys> };
  const { Responses = {} } = output as { Responses?: Record<string, Item[]> };
  let sum = 0;
  for (const [table, { Keys = [], ConsistentRead }] of Object.entries(RequestItems)) {
    const found = Responses[table] ?? [];
    for (const item of found) sum += units(itemSize(item), ConsistentRead);
    sum += (Keys.length - found.length) * units(0, ConsistentRead);
  }
  return sum;
}
