import type { ImportLog } from '../ledger/import-log/index.ts';
import { retry, STORE_BACKOFF } from '../lib/index.ts';

const RETRIES = { ...STORE_BACKOFF, maxTries: 5 };

/** An import log that retries each call if the store does not answer. Each method may be repeated. */
export function retryingLog(log: ImportLog): ImportLog {
  return {
    takeOver: (...given) => retry(() => log.takeOver(...given), RETRIES),
    keepSurvey: (...given) => retry(() => log.keepSurvey(...given), RETRIES),
    join: (...given) => retry(() => log.join(...given), RETRIES),
    plan: (...given) => retry(() => log.plan(...given), RETRIES),
    checkpoint: (...given) => retry(() => log.checkpoint(...given), RETRIES),
    read: (...given) => retry(() => log.read(...given), RETRIES),
    readById: (...given) => retry(() => log.readById(...given), RETRIES),
    finish: (...given) => retry(() => log.finish(...given), RETRIES),
  };
}
