import type {
  DynamoDBClient,
  PutItemCommandInput,
  TransactWriteItem,
  TransactWriteItemsCommandInput,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { itemSize } from '../../test/support/item-size.ts';
import { added, type Item, type Update } from './item-state.ts';

/** What is known of an item that is there: the item, or only its size in bytes where it was put as a whole. */
type Held = Item | number;

/** One item that a request writes, and what it leaves there. */
interface Write {
  readonly table: string;
  readonly key: Item;
  readonly leave: (before: Held | undefined, answered: Item | undefined) => Held;
}

/** In a transaction each write is prepared and then committed: two units where a plain one takes one. */
const TRANSACTIONAL = 2;
const KILOBYTE = 1024;

/**
 * Counts the write units that requests consume, as DynamoDB bills them: for each item one unit a kilobyte, rounded
 * up, of the larger of what was and what is there; twice that in a transaction. Requests are counted as often as
 * they are sent, retries and refused ones too. Cells grow by what is added to them, so the meter keeps the items.
 *
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export class WriteMeter<Kind extends string> {
  /** Units by what was written. */
  readonly units = new Map<Kind, number>();
  /** Largest item written, bytes, by what it is. */
  readonly largest = new Map<Kind, number>();
  readonly #kindOf: (table: string, key: Item) => Kind;
  readonly #items = new Map<string, Held>();

  /** @param kindOf what an item is, for the account. */
  constructor(client: DynamoDBClient, kindOf: (table: string, key: Item) => Kind) {
    this.#kindOf = kindOf;
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (given) => {
          const writes = writesOf(commandName, given.input);
          const factor = commandName === 'TransactWriteItemsCommand' ? TRANSACTIONAL : 1;
          try {
            const answer = await next(given);
            const { Attributes } = answer.output as { Attributes?: Item };
            for (const write of writes) this.#count(write, factor, Attributes);
            return answer;
          } catch (error) {
            for (const write of writes) this.#count({ ...write, leave: asItWas }, factor);
            throw error;
          }
        },
      // After the retries: each request that goes out is counted.
      { step: 'finalizeRequest', priority: 'low', name: 'writeMeter' },
    );
  }

  #count({ table, key, leave }: Write, factor: number, answered?: Item): void {
    const name = JSON.stringify([table, key.pk, key.sk]);
    const before = this.#items.get(name);
    const after = leave(before, answered);
    this.#items.set(name, after);
    const bytes = Math.max(sizeOf(before), sizeOf(after));
    const units = factor * Math.max(1, Math.ceil(bytes / KILOBYTE));
    const kind = this.#kindOf(table, key);
    this.units.set(kind, (this.units.get(kind) ?? 0) + units);
    this.largest.set(kind, Math.max(this.largest.get(kind) ?? 0, bytes));
  }
}

const sizeOf = (held: Held | undefined): number => (typeof held === 'number' ? held : itemSize(held ?? {}));

const asItWas: Write['leave'] = (before = {}) => before;

const READS: ReadonlySet<string> = new Set(['GetItemCommand', 'BatchGetItemCommand', 'QueryCommand']);

/** @throws for a command that this meter does not know: it would not be counted */
function writesOf(command: string, input: object): Write[] {
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
  if (ConditionCheck) return { table: ConditionCheck.TableName!, key: ConditionCheck.Key!, leave: asItWas };
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
      throw new Error(`cannot tell what ${given.UpdateExpression} leaves`);
    return added(before, given);
  },
});
