import type { ImportLog } from './import-log.ts';
import type { Store } from './port.ts';

/** What an adapter provides: the studies, and the imports' items beside them. */
export interface Stores {
  readonly store: Store;
  readonly imports: ImportLog;
}
