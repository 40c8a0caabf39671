import type { ImportLog } from './import-log/import-log.ts';
import type { RecordEvents, Store } from './port.ts';

/**
 * Everything that an adapter provides.
 * @see docs/decisions/0099-stores-bring-their-recorder.md
 */
export interface Stores {
  readonly store: Store;
  readonly imports: ImportLog;
  /** Records events into the studies of this adapter, in the way that is best for it. */
  readonly record: RecordEvents;
}
