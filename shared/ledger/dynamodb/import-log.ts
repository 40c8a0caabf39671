import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { OwnError } from '../../lib/index.ts';
import { importIdOf } from '../import-log/import-id.ts';
import type { ImportIdentity, ImportLog, ImportState, Settled } from '../import-log/import-log.ts';
import { holdingEpoch } from './import-condition.ts';
import { CARRY_COMMITTED, placeChange, settledAdditions, stateOf } from './import-item.ts';
import { type Item, importGroupKey, importKey } from './items.ts';
import { query } from './query.ts';
import type { Database } from './tables.ts';

const MAX_TRIES = 10;

interface Change {
  readonly expression: string;
  readonly names?: Record<string, string>;
  readonly values?: Item;
  readonly condition?: string;
}

/**
 * The items of imports, in the counters table. If an answer is lost, the SDK repeats the request. The repetition finds
 * what the first request has written: its worker's mark, its position, or its status. So no epoch is raised twice, and
 * no count is added twice.
 */
export class DynamoImportLog implements ImportLog {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async takeOver(identity: ImportIdentity, now: string): Promise<ImportState> {
    const worker = randomUUID();
    for (let tries = 1; tries <= MAX_TRIES; tries++) {
      const item = await this.#item(identity);
      const held = item && stateOf(item);
      if (held && held.status !== 'running') return held;
      if (held && item.worker?.S === worker) return held;
      const taken = await this.#raise(identity, held?.epoch ?? 0, worker, now);
      if (taken) return taken;
    }
    throw new OwnError('the import keeps being taken over by others');
  }

  keepSurvey(identity: ImportIdentity, epoch: number, survey: string) {
    return this.#change(identity, epoch, {
      expression: 'SET survey = :survey',
      values: { ':survey': { S: survey } },
    });
  }

  async join(identity: ImportIdentity, group: string): Promise<ReadonlySet<string>> {
    const { client, tables } = this.#database;
    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName: tables.counters,
        Key: importGroupKey(identity.study, group),
        UpdateExpression: 'ADD members :member',
        ExpressionAttributeValues: { ':member': { SS: [importIdOf(identity)] } },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return new Set(Attributes?.members?.SS);
  }

  plan(identity: ImportIdentity, epoch: number, windowEnd: number) {
    return this.#change(identity, epoch, {
      expression: 'SET windowEnd = :end',
      values: { ':end': { N: String(windowEnd) } },
    });
  }

  async checkpoint(identity: ImportIdentity, epoch: number, settled: Settled) {
    const counted = settledAdditions(settled);
    const place = placeChange(settled.place);
    const moved = await this.#change(identity, epoch, {
      expression:
        `SET #position = :position, stalled = :zero, ${place.set}${CARRY_COMMITTED}` +
        ` REMOVE windowEnd${place.remove} ${counted.expression}`,
      names: { '#position': 'position', ...counted.names },
      values: {
        ':position': { N: String(settled.position) },
        ':zero': { N: '0' },
        ...place.values,
        ...counted.values,
      },
      condition: '#position < :position',
    });
    if (moved) return true;
    const held = await this.read(identity);
    return held?.epoch === epoch && held.status === 'running' && settled.position <= held.position;
  }

  async read(identity: ImportIdentity) {
    const item = await this.#item(identity);
    return item ? stateOf(item) : null;
  }

  async readById(study: string, importId: string) {
    const item = await this.#itemAt(importKey(study, importId));
    return item ? stateOf(item) : null;
  }

  async finish(identity: ImportIdentity, epoch: number, status: 'finished' | 'failed') {
    const done = await this.#change(identity, epoch, {
      expression: 'SET #status = :status',
      values: { ':status': { S: status } },
    });
    if (done) return true;
    const held = await this.read(identity);
    return held?.epoch === epoch && held.status === status;
  }

  #item(identity: ImportIdentity): Promise<Item | undefined> {
    return this.#itemAt(keyOf(identity));
  }

  async #itemAt(key: Item): Promise<Item | undefined> {
    const { client, tables } = this.#database;
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tables.counters, Key: key, ConsistentRead: true }),
    );
    return Item;
  }

  /** Raises the epoch from the one that was read; null if another worker did so first. */
  #raise(identity: ImportIdentity, seen: number, worker: string, now: string): Promise<ImportState | null> {
    const first = seen === 0;
    return this.#update(identity, {
      expression:
        'SET epoch = :next, worker = :worker' +
        (first
          ? ', #status = :running, #position = :zero, stalled = :zero, startedAt = :now, #object = :object, #version = :version'
          : ', stalled = stalled + :one'),
      condition: first ? 'attribute_not_exists(pk)' : '#status = :running AND epoch = :seen',
      names: first
        ? { '#status': 'status', '#position': 'position', '#object': 'object', '#version': 'version' }
        : { '#status': 'status' },
      values: {
        ':next': { N: String(seen + 1) },
        ':worker': { S: worker },
        ':running': { S: 'running' },
        ...(first
          ? {
              ':zero': { N: '0' },
              ':now': { S: now },
              ':object': { S: identity.object },
              ':version': { S: identity.version },
            }
          : { ':one': { N: '1' }, ':seen': { N: String(seen) } }),
      },
    });
  }

  /** Changes the item if it still has the epoch, and returns whether it had. */
  async #change(identity: ImportIdentity, epoch: number, change: Change): Promise<boolean> {
    const holding = holdingEpoch(epoch);
    const changed = await this.#update(identity, {
      expression: change.expression,
      names: { ...change.names, ...holding.names },
      values: { ...change.values, ...holding.values },
      condition: change.condition ? `${holding.expression} AND ${change.condition}` : holding.expression,
    });
    return changed !== null;
  }

  /** Updates the item under a condition; null if the condition is false. */
  async #update(identity: ImportIdentity, { expression, names, values, condition }: Change) {
    const { client, tables } = this.#database;
    try {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName: tables.counters,
          Key: keyOf(identity),
          UpdateExpression: expression,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: values,
          ConditionExpression: condition,
          ReturnValues: 'ALL_NEW',
        }),
      );
      return stateOf(Attributes ?? {});
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return null;
      throw error;
    }
  }
}

/** The versions of files of a study whose import was begun. */
export async function* filesOfImports(
  database: Database,
  study: string,
): AsyncGenerator<Omit<ImportIdentity, 'mapping'>> {
  const partition = importKey(study, '').pk?.S ?? '';
  for await (const { object, version } of query(database, database.tables.counters, { partition }))
    if (object?.S && version?.S) yield { study, object: object.S, version: version.S };
}

const keyOf = (identity: ImportIdentity) => importKey(identity.study, importIdOf(identity));
