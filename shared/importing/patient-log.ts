import type { ImportLog } from '../store/import-log.ts';
import { persist, realPace } from '../store/retry.ts';

const TRIES = 5;

/** An import log that retries each call if the store does not answer. Each method may be repeated. */
export function patient(log: ImportLog): ImportLog {
  const again = <T>(action: () => Promise<T>): Promise<T> => persist(action, TRIES, realPace);
  return {
    takeOver: (...given) => again(() => log.takeOver(...given)),
    plan: (...given) => again(() => log.plan(...given)),
    checkpoint: (...given) => again(() => log.checkpoint(...given)),
    read: (...given) => again(() => log.read(...given)),
    finish: (...given) => again(() => log.finish(...given)),
  };
}
