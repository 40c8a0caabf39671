import { databaseEngine } from './dynamodb.ts';
import { PURPOSE as EMULATOR } from './emulator.ts';
import { assertPortFree } from './listen.ts';

/**
 * Checks what a start needs of this machine, before anything that takes long.
 * @throws LocalStackError for what the user can put right: a part of the database is missing, a port is taken
 */
export async function checkPrerequisites(
  ports: { dynamodb?: number | undefined; emulator?: number | undefined } = {},
): Promise<void> {
  const database = databaseEngine();
  await database.check(process.env);
  await assertPortFree(ports.dynamodb ?? 0, database.label);
  await assertPortFree(ports.emulator ?? 0, EMULATOR);
}
