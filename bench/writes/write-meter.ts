import type {
  DynamoDBClient,
  PutItemCommandInput,
  TransactWriteItem,
  TransactWriteItemsCommandInput,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { itemSize } from '../../test/support/item-size.ts';
import { itemAfterAdd, type StoredItem, type Update } from './item-state.ts';

/** An existing item. If the item was written as a whole, only its size in bytes is known. */
type Held = StoredItem | number;

/** One item that a request writes, and the result. */
interface Write {
  readonly table: string;
  readonly key: StoredItem;
  readonly leave: (before: Held | undefined, answered: StoredItem | undefined) => Held;
}

/** In a transaction each write is prepared and then committed. This takes two units instead of one. */
const UNITS_PER_TRANSACTIONAL_WRITE = 2;
const KILOBYTE = 1024;

/**
 * Counts the write units that requests consume, as DynamoDB bills them. Each item costs one unit per kilobyte,
 * rounded up, of the larger of its old and new size. A transaction costs twice that. Requests are counted as often as
 * they are sent, including retries and refused ones. The meter keeps the items, because cells grow with every
 * addition.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export class WriteMeter<Kind extends string> {
  /** Units by kind of item. */
  readonly units = new Map<Kind, number>();
  /** Largest item written, in bytes, by kind of item. */
  readonly largest = new Map<Kind, number>();
  readonly #kindOf: (table: string, key: StoredItem) => Kind;
  readonly #items = new Map<string, Held>();

  /** @param kindOf the kind of an item, for the totals */
  constructor(client: DynamoDBClient, kindOf: (table: string, key: StoredItem) => Kind) {
    this.#kindOf = kindOf;
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (given) => {
          const writes = writesIn(commandName, given.input);
          const factor = commandName === 'TransactWriteItemsCommand' ? UNITS_PER_TRANSACTIONAL_WRITE : 1;
          try {
            const answer = await next(given);
            const { Attributes } = answer.output as { Attributes?: StoredItem };
            for (const write of writes) this.#count(write, factor, Attributes);
            return answer;
          } catch (error) {
            for (const write of writes) this.#count({ ...write, leave: unchanged }, factor);
            throw error;
          }
        },
      // After the retry middleware, so that each request sent is counted.
      { step: 'finalizeRequest', priority: 'low', name: 'writeMeter' },
    );
  }

  #count({ table, key, leave }: Write, factor: number, answered?: StoredItem): void {
    const name = JSON.stringify([table, key.pk, key.sk]);
    const before = this.#items.get(name);
    const after = leave(before, answered);
    this.#items.set(name, after);
    const bytes = Math.max(storedSize(before), storedSize(after));
    const units = factor * Math.max(1, Math.ceil(bytes / KILOBYTE));
    const kind = this.#kindOf(table, key);
    this.units.set(kind, (this.units.get(kind) ?? 0) + units);
    this.largest.set(kind, Math.max(this.largest.get(kind) ?? 0, bytes));
  }
}

const storedSize = (held: Held | undefined): number =>
  typeof held === 'number' ? held : itemSize(held ?? {});

const unchanged: Write['leave'] = (before = {}) => before;

const READS: ReadonlySet<string> = new Set(['GetItemCommand', 'BatchGetItemCommand', 'QueryCommand']);

/** @throws for a command that this meter does not know, because it would not be counted */
function writesIn(command: string, input: object): Write[] {
  if (READS.has(command)) return [];
  if (command === 'PutItemCommand') return [put(input as PutItemCommandInput)];
  if (command === 'UpdateItemCommand') return [update(input as UpdateItemCommandInput)];
  if (command === 'TransactWriteItemsCommand')
    return ((input as TransactWriteItemsCommandInput).TransactItems ?? []).map(action);
  throw new Error(`the write meter does not know ${command}`);
}

function action({ Put, Update, ConditionCheck }: TransactWriteItem): Write {
  if (Put) return put(Put);
  if (Update) return update(Update);
  if (ConditionCheck) return { table: ConditionCheck.TableName!, key: ConditionCheck.Key!, leave: unchanged };
  throw new Error('the write meter knows no Delete');
}

const put = ({ TableName, Item }: Pick<PutItemCommandInput, 'TableName' | 'Item'>): Write => ({
  table: TableName!,
  key: { pk: Item!.pk!, sk: Item!.sk! },
  leave: () => itemSize(Item!),
});

const update = (given: Update & Pick<UpdateItemCommandInput, 'TableName' | 'ReturnValues'>): Write => ({
  table: given.TableName!,
  key: given.Key!,
  leave: (before, answered) => {
    const after = given.ReturnValues === 'ALL_NEW' ? answered : null;
    if (after) return after;
    if (after === undefined || typeof before === 'number')
      throw new Error(`the item after the update ${given.UpdateExpression} is not known`);
    return itemAfterAdd(before, given);
  },
});
