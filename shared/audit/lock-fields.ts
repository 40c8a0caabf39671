import { claimSettings, postHocChanges, publishedLock, type Snapshot } from '../contracts/index.ts';
import type { AuditAbout } from './input.ts';

/**
 * The lock of the settings, and their changes since. They do not depend on the evidence. The lock of a study that is no pilot
 * appears only after a change, because its time would otherwise be the only difference between the audit of a deployment and
 * an offline audit of the same data.
 * @see docs/decisions/0145-settings-are-locked.md
 */
export function lockFields({ protocol, lock }: AuditAbout): Pick<Snapshot, 'lock' | 'postHoc'> {
  if (!lock) return {};
  const postHoc = postHocChanges(lock.settings, claimSettings(protocol));
  if (postHoc.length === 0 && !protocol.pilot) return {};
  return {
    lock: publishedLock(lock),
    ...(postHoc.length > 0 && { postHoc }),
  };
}
