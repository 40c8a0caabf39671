import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Names of the two tables. Both have the text keys `pk` and `sk`. */
export interface Tables {
  readonly ledger: string;
  readonly counters: string;
}

/** The tables, and a client for them. */
export interface Database {
  readonly client: DynamoDBClient;
  readonly tables: Tables;
}
