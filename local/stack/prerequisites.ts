import { PURPOSE as DATABASE } from './dynamodb.ts';
import { PURPOSE as EMULATOR } from './emulator.ts';
import { findJava } from './java.ts';
import { assertPortFree } from './listen.ts';

/**
 * Checks what a start needs of this machine, before anything that takes long.
 * @throws LocalStackError for what the user can put right: no Java, an old one, a port taken
 */
export async function checkPrerequisites(
  ports: { dynamodb?: number | undefined; emulator?: number | undefined } = {},
): Promise<void> {
  await findJava();
  await assertPortFree(ports.dynamodb ?? 0, DATABASE);
  await assertPortFree(ports.emulator ?? 0, EMULATOR);
}
