import {
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { PRESENT_ENGINES, skipAbsentEngines } from '../support/engines.ts';
import { startLocalTables } from '../support/local-tables.ts';

skipAbsentEngines();

/** Names and texts that JSON writes in a special form, or that objects treat in a special way. */
const STRANGE = ['"\\/\b\n', '', 'é', '\u{1f9ea}', ' ', 'constructor'];

test.each(PRESENT_ENGINES)(
  'with $engine.label, the client gives the items of a query that a client of the SDK gives',
  async ({ engine }) => {
    const local = await startLocalTables(engine);
    const plain = new DynamoDBClient({
      ...{ endpoint: local.endpoint, region: 'eu-central-1' },
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    try {
      for (const [index, text] of STRANGE.entries()) {
        const name = text === '' ? 'empty' : text;
        const Item = Object.fromEntries([
          ['pk', { S: 'p' }],
          ['sk', { S: `${index}` }],
          [name, { N: `${index}` }],
          ['text', { S: text }],
          ['list', { L: [{ S: text }, { S: 'b' }] }],
          ['set', { SS: ['CH', 'DE'] }],
          ['flag', { BOOL: true }],
        ]);
        await local.client.send(new PutItemCommand({ TableName: local.tables.ledger, Item }));
      }
      const input: QueryCommandInput = {
        TableName: local.tables.ledger,
        KeyConditionExpression: 'pk = :partition',
        ExpressionAttributeValues: { ':partition': { S: 'p' } },
        Limit: 4,
      };
      let ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey'];
      let items = 0;
      do {
        const { $metadata: _ours, ...own } = await local.client.send(
          new QueryCommand({ ...input, ExclusiveStartKey }),
        );
        const { $metadata: _its, ...given } = await plain.send(
          new QueryCommand({ ...input, ExclusiveStartKey }),
        );
        expect(own).toEqual(given);
        items += own.Items!.length;
        ExclusiveStartKey = own.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      expect(items).toBe(STRANGE.length);
      const counted = await local.client.send(new QueryCommand({ ...input, Select: 'COUNT' }));
      expect([counted.Count, counted.Items]).toEqual([4, undefined]);
      await expect(
        local.client.send(new QueryCommand({ ...input, TableName: 'absent' })),
      ).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
    } finally {
      plain.destroy();
      await local.stop();
    }
  },
);
