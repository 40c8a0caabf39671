import { ConditionalCheckFailedException, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { OwnError } from '../../lib/index.ts';
import { admitSettings, type Settings } from '../settings.ts';
import type { ChangeMark } from './change-mark.ts';
import { settingsKey } from './items.ts';
import type { Database } from './tables.ts';

const stored = z.object({
  secretFingerprint: z.string(),
  criteria: z.array(z.object({ id: z.string(), code: z.string(), safetyCritical: z.boolean() })),
});

const MAX_TRIES = 5;

/** The frozen settings of a study; null before its first event. */
export async function readSettings({ client, tables }: Database, study: string): Promise<Settings | null> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: tables.counters, Key: settingsKey(study), ConsistentRead: true }),
  );
  return Item ? stored.parse(JSON.parse(Item.settings?.S ?? '')) : null;
}

/**
 * Freezes the offered settings, or extends the frozen settings. If two writers do this together, the second writer
 * reads what the first one has frozen.
 *
 * @returns the settings that are now frozen
 * @throws SettingsRefused
 */
export async function freezeSettings(
  database: Database,
  study: string,
  offered: Settings,
  mark: ChangeMark,
): Promise<Settings> {
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    const frozen = await readSettings(database, study);
    if (frozen && admitSettings(study, frozen, offered) === 'same') return frozen;
    await mark.announce();
    if (await replace(database, study, frozen, offered)) return offered;
  }
  throw new OwnError(`the settings of ${study} keep changing`);
}

async function replace(
  { client, tables }: Database,
  study: string,
  before: Settings | null,
  after: Settings,
): Promise<boolean> {
  try {
    await client.send(
      new PutItemCommand({
        TableName: tables.counters,
        Item: { ...settingsKey(study), settings: { S: textOf(after) } },
        ExpressionAttributeNames: { '#settings': 'settings' },
        ...(before === null
          ? { ConditionExpression: 'attribute_not_exists(#settings)' }
          : {
              ConditionExpression: '#settings = :before',
              ExpressionAttributeValues: { ':before': { S: textOf(before) } },
            }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** The settings as text. Equal settings have the same text. */
const textOf = ({ secretFingerprint, criteria }: Settings): string =>
  JSON.stringify({
    secretFingerprint,
    criteria: criteria.map(({ id, code, safetyCritical }) => ({ id, code, safetyCritical })),
  });
