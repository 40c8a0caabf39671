import { DynamoDBClient, PutItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { pages } from '../../shared/ledger/dynamodb/query.ts';
import { PRESENT_ENGINES, skipAbsentEngines } from '../support/engines.ts';
import { startLocalTables } from '../support/local-tables.ts';

skipAbsentEngines();

/** Names and texts that JSON writes in a special form, or that objects treat in a special way. */
const STRANGE = ['"\\/\b\n', '', 'é', '\u{1f9ea}', ' ', 'constructor'];
/** A page has a megabyte. */
const LONG = 'x'.repeat(300_000);

test.each(PRESENT_ENGINES)(
  'with $engine.label, a query gives the pages that a client of the SDK gives',
  async ({ engine }) => {
    const local = await startLocalTables(engine);
    const plain = new DynamoDBClient({
      ...{ endpoint: local.endpoint, region: 'eu-central-1' },
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    try {
      for (const [index, text] of STRANGE.entries()) {
        const Item = Object.fromEntries([
          ['pk', { S: 'p' }],
          ['sk', { S: `${index}` }],
          [text === '' ? 'empty' : text, { N: `${index}` }],
          ['text', { S: text }],
          ['long', { S: LONG }],
          ['list', { L: [{ S: text }, { S: 'b' }] }],
          ['set', { SS: ['CH', 'DE'] }],
          ['flag', { BOOL: true }],
        ]);
        await local.client.send(new PutItemCommand({ TableName: local.tables.ledger, Item }));
      }
      const own = await Array.fromAsync(pages(local, local.tables.ledger, { partition: 'p' }));
      const given = paginateQuery(
        { client: plain },
        {
          TableName: local.tables.ledger,
          KeyConditionExpression: 'pk = :partition',
          ExpressionAttributeValues: { ':partition': { S: 'p' } },
        },
      );
      expect(own).toEqual(await Array.fromAsync(given, ({ Items }) => Items));
      expect(own.length).toBeGreaterThan(1);
      expect(own.flat().map(({ text }) => text!.S)).toEqual(STRANGE);
      await expect(Array.fromAsync(pages(local, 'absent', { partition: 'p' }))).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
    } finally {
      plain.destroy();
      await local.stop();
    }
  },
);
