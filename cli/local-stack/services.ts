import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { OwnError } from '../../shared/lib/index.ts';
import type { StackDescription } from './description.ts';
import { startDynamoDb } from './dynamodb.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { clientSettings, type Endpoints } from './endpoints.ts';
import { LocalStackError } from './errors.ts';
import { startSecrets } from './secrets.ts';
import { createTables } from './tables.ts';
import { describeStack } from './template.ts';
import type { Template } from './template-json.ts';

/** Undoes one step of the start. Cleanups run in the reverse order of the steps. */
export type Cleanup = () => unknown;

export interface LocalServices {
  description: StackDescription;
  endpoints: Endpoints;
  emulator: Emulator;
  /** Resolves when the database ends. The data of the stack are lost then. */
  lost: Promise<LocalStackError>;
}

export interface ServiceOptions {
  secret?: string | undefined;
  ports?: { dynamodb?: number | undefined; emulator?: number | undefined } | undefined;
  onWait?: ((what: string) => void) | undefined;
}

/** Starts the services that a template's functions use, with its tables, buckets, queues and secrets. */
export async function startServices(
  template: Template,
  { secret, ports = {}, onWait = () => {} }: ServiceOptions,
  cleanups: Cleanup[],
): Promise<LocalServices> {
  // A Java database is slow to start, so the other services start at the same time. The await below handles a
  // rejection.
  const databaseStart = startDynamoDb({ port: ports.dynamodb });
  cleanups.push(() => databaseStart.then((database) => database.stop()).catch(() => {}));
  databaseStart.catch(() => {});

  let description: StackDescription | undefined;
  const emulator = await startEmulator((endpoint) => {
    description = describeStack(template, endpoint);
    return description;
  }, ports.emulator);
  cleanups.push(() => emulator.close());
  if (!description) throw new OwnError('The emulator started without asking for its plan.');
  const secrets = await startSecrets(description.secrets, secret);
  cleanups.push(() => secrets.close());

  onWait('waiting for the database to answer');
  const database = await databaseStart;
  const client = new DynamoDBClient({ ...clientSettings, endpoint: database.endpoint });
  onWait('creating the tables');
  await createTables(client, description.tables).finally(() => client.destroy());
  return {
    description,
    emulator,
    lost: database.ended.then(
      (how) =>
        new LocalStackError(`The local database ended with ${how}, and its tables are lost: start again.`),
    ),
    endpoints: {
      dynamodb: database.endpoint,
      s3: emulator.endpoint,
      sqs: emulator.endpoint,
      secretsmanager: secrets.endpoint,
    },
  };
}
