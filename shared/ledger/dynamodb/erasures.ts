import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Pseudonym } from '../cells/cell.ts';
import { erasuresKey } from './items.ts';
import type { Database } from './tables.ts';

/** The attribute with the set of clinicians. DynamoDB removes it with its last member. */
const UNFINISHED = 'unfinished';

/**
 * Enters a clinician in the list of unfinished erasures, or deletes the clinician from it.
 * @see docs/decisions/0134-erasures-are-listed-until-they-are-finished.md
 */
export async function changeErasures(
  { client, tables }: Database,
  study: string,
  action: 'ADD' | 'DELETE',
  clinician: Pseudonym,
): Promise<void> {
  await client.send(
    new UpdateItemCommand({
      TableName: tables.counters,
      Key: erasuresKey(study),
      UpdateExpression: `${action} #unfinished :clinician`,
      ExpressionAttributeNames: { '#unfinished': UNFINISHED },
      ExpressionAttributeValues: { ':clinician': { SS: [clinician] } },
    }),
  );
}

/** The clinicians whose erasures have begun and are not finished. */
export async function readErasures({ client, tables }: Database, study: string): Promise<Pseudonym[]> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: tables.counters, Key: erasuresKey(study), ConsistentRead: true }),
  );
  return (Item?.[UNFINISHED]?.SS ?? []) as Pseudonym[];
}
