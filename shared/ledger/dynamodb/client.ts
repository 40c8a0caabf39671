import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { readPlainItems } from './plain-items.ts';

/**
 * A client that gives up early, because its callers have their own retries and deadlines. The SDK repeats a transaction
 * with the same token, so the repetition gets an answer that was lost. Connections are kept.
 */
export function dynamoClient(config: DynamoDBClientConfig = {}): DynamoDBClient {
  const client = new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
    ...config,
  });
  readPlainItems(client);
  return client;
}
