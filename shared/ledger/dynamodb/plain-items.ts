import type { QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from './items.ts';

/** An answer of DynamoDB before the SDK decodes it. */
interface RawAnswer {
  readonly statusCode: number;
  body: AsyncIterable<Uint8Array> | Uint8Array;
}

/**
 * Lets a query or a scan give its items as they are in the JSON of the answer. The SDK would give equal items, except that it
 * decodes binary values, which Primum does not store. It looks up the schema of each attribute, and copies each attribute.
 * This takes several times as long as parsing the JSON, and a publication reads five million attributes.
 */
export function readPlainItems(command: QueryCommand | ScanCommand): void {
  // The middleware below uses nothing that differs between the two.
  const middlewareStack = command.middlewareStack as QueryCommand['middlewareStack'];
  let items: Item[] | undefined;
  middlewareStack.add(
    (next) => async (given) => {
      const answer = await next(given);
      const raw = answer.response as RawAnswer;
      if (raw.statusCode !== 200) return answer;
      const { Items, ...rest } = JSON.parse(await textOf(raw.body)) as { Items?: Item[] };
      raw.body = Buffer.from(JSON.stringify(rest));
      items = Items;
      return answer;
    },
    { step: 'deserialize', priority: 'low', name: 'takePlainItems' },
  );
  middlewareStack.add(
    (next) => async (given) => {
      const answer = await next(given);
      if (items) Object.assign(answer.output as object, { Items: items });
      return answer;
    },
    { step: 'deserialize', priority: 'high', name: 'putPlainItems' },
  );
}

async function textOf(body: RawAnswer['body']): Promise<string> {
  if (body instanceof Uint8Array) return Buffer.from(body).toString();
  return Buffer.concat(await Array.fromAsync(body)).toString();
}
