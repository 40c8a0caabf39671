import {
  type LastLook,
  lastLook,
  lastLookKey,
  type Protocol,
  protocolHash,
} from '../../shared/contracts/index.ts';
import { MARK_ANNOUNCES } from '../../shared/ledger/dynamodb/index.ts';
import type { Store } from '../../shared/ledger/index.ts';
import { decodeJson, encodeJson } from '../../shared/lib/index.ts';
import { type ObjectWriter, swap } from '../../shared/lib/object-store/index.ts';

/** Maximum time between two looks at a study, in milliseconds. */
const MAX_LOOK_AGE = 24 * 3_600_000;

export interface Look {
  /** Whether the last look has read all changes of the study, so that this look would find nothing new. */
  readonly isIdle: boolean;
  /**
   * Makes this the last look. Call it only after the inputs of the audit were read and published. If another publisher has
   * concluded a look in the meantime, that one stays.
   */
  conclude(): Promise<void>;
}

export interface LookPorts {
  readonly store: Pick<Store, 'changeMark'>;
  readonly exports: ObjectWriter;
  readonly now: () => number;
}

/**
 * Begins a look at a study, before its inputs are read. This reads one item and one object.
 * @see docs/decisions/0133-writers-mark-a-study-before-they-change-it.md
 */
export async function beginLook(
  study: string,
  about: { readonly protocol: Protocol; readonly codeVersion: string },
  { store, exports, now }: LookPorts,
): Promise<Look> {
  const key = lastLookKey(study);
  const seen = await exports.get(key);
  const last = seen && readLook(seen.body);
  const mark = await store.changeMark(study);
  // The mark has been read, and the study has not. So one time serves as the end of one and the start of the other.
  const lookedAt = new Date(now()).toISOString();
  const knowsMark = last?.mark === mark && last.markSince <= lookedAt;
  const look: LastLook = {
    mark,
    markSince: knowsMark ? last.markSince : lookedAt,
    lookedAt,
    protocol: protocolHash(about.protocol),
    codeVersion: about.codeVersion,
  };
  return {
    isIdle: last !== null && isIdle(last, look),
    async conclude() {
      await swap(exports, key, encodeJson(lastLook, look), seen);
    },
  };
}

/**
 * A change that the last look has missed came after the start of this look. If the mark was then known for
 * {@link MARK_ANNOUNCES}, the change was announced by a later mark.
 */
function isIdle(last: LastLook, { mark, lookedAt, protocol, codeVersion }: LastLook): boolean {
  const age = Date.parse(lookedAt) - Date.parse(last.lookedAt);
  return (
    mark !== null &&
    mark === last.mark &&
    protocol === last.protocol &&
    codeVersion === last.codeVersion &&
    Date.parse(last.lookedAt) - Date.parse(last.markSince) >= MARK_ANNOUNCES &&
    age >= 0 &&
    age < MAX_LOOK_AGE
  );
}

/** A damaged object counts as no look. */
function readLook(body: Uint8Array): LastLook | null {
  try {
    return decodeJson(lastLook, body);
  } catch {
    return null;
  }
}
