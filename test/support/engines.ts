import { test } from 'vitest';
import type { DatabaseEngine } from '../../cli/local-stack/database-engine.ts';
import { ENGINES, type EngineName, engineName } from '../../cli/local-stack/dynamodb.ts';

/** A database engine that this machine can run. */
export interface PresentEngine {
  readonly name: EngineName;
  readonly engine: DatabaseEngine;
}

const checked = await Promise.all(
  (Object.keys(ENGINES) as EngineName[]).map(async (name) => {
    const engine: DatabaseEngine = ENGINES[name];
    // The selected engine is always included. If it cannot run here, its tests fail and name the remedy.
    return { name, engine, absent: name === engineName() ? null : await absence(engine) };
  }),
);

/** The selected engine, and all others that this machine can run. */
export const PRESENT_ENGINES: readonly PresentEngine[] = checked.filter(({ absent }) => absent === null);

/** Adds a skipped test for each missing engine, so that the test report names it. */
export function skipAbsentEngines(): void {
  for (const { absent } of checked) if (absent !== null) test.skip(absent);
}

async function absence(engine: DatabaseEngine): Promise<string | null> {
  try {
    await engine.check(process.env);
    return null;
  } catch (error) {
    const { message } = error as Error;
    return `${engine.label}: ${message.includes('there is no Java') ? 'Java is not installed' : message}`;
  }
}
