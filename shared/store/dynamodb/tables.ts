import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Names of the two tables; both have the keys `pk` and `sk`, both text. */
export interface Tables {
  readonly ledger: string;
  readonly counters: string;
}

/** The tables, and the client to reach them by. */
export interface Database {
  readonly client: DynamoDBClient;
  readonly tables: Tables;
}
