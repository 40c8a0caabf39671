import { databaseEngine } from './dynamodb.ts';
import { PURPOSE as EMULATOR } from './emulator.ts';
import { assertPortFree } from './listen.ts';

/**
 * Checks the requirements of a start before any slow step.
 * @throws LocalStackError if the user can remove the cause: a part of the database is missing, or a port is taken
 */
export async function checkPrerequisites(
  ports: { dynamodb?: number | undefined; emulator?: number | undefined } = {},
): Promise<void> {
  const database = databaseEngine();
  await database.check(process.env);
  await assertPortFree(ports.dynamodb ?? 0, database.label);
  await assertPortFree(ports.emulator ?? 0, EMULATOR);
}
