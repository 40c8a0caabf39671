import { describe, expect, it } from 'vitest';
import { type Protocol, protocol } from '../../../shared/contracts/protocol.ts';
import { studyOrdersKey } from '../../../shared/contracts/study-orders.ts';
import { lockKey } from '../../../shared/publication/keys.ts';
import { hasOpenLockOrder, lockStudy, readLock } from '../../../shared/publication/lock/study-lock.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';

const STUDY = 'demo';
const strict = protocol.parse({ tolerance: { composite: 0.1 } });
const lax = protocol.parse({ tolerance: { composite: 0.4 } });
const pilot = protocol.parse({ pilot: true });

class Buckets {
  readonly exports = new MemoryObjectStore();
  readonly snapshots = new MemoryObjectStore();
  #minutes = 0;

  lock(protocol: Protocol, hasEvents: boolean) {
    this.#minutes += 15;
    const now = () => new Date(Date.UTC(2026, 2, 1, 0, this.#minutes));
    return lockStudy({ study: STUDY, protocol, hasEvents }, { ...this, now });
  }

  order(): void {
    const orders = { schemaVersion: 1, study: STUDY, lock: '2026-03-01T00:00:00Z' };
    this.exports.contents.set(studyOrdersKey(STUDY), Buffer.from(JSON.stringify(orders)));
  }
}

describe('the lock of a study', () => {
  it('holds the protocol in force when the first event is found', async () => {
    const buckets = new Buckets();
    expect(await buckets.lock(strict, false)).toBe(null);
    expect(await buckets.lock(strict, true)).toEqual({
      schemaVersion: 1,
      study: STUDY,
      at: '2026-03-01T00:30:00.000Z',
      because: 'first event',
      snapshots: 0,
      protocol: strict,
    });
  });

  it('is never replaced, neither by a later protocol nor by an order', async () => {
    const buckets = new Buckets();
    const lock = await buckets.lock(strict, true);
    buckets.order();
    expect(await buckets.lock(lax, true)).toEqual(lock);
    expect(await buckets.lock({ ...lax, pilot: true }, true)).toEqual(lock);
    expect(await readLock(buckets.snapshots, STUDY)).toEqual(lock);
  });

  it('is one for two publishers that lock at the same time', async () => {
    const buckets = new Buckets();
    const [a, b] = await Promise.all([buckets.lock(strict, true), buckets.lock(lax, true)]);
    expect(a).toEqual(b);
  });

  it('waits for an order in a pilot, and an order locks a study before its first event', async () => {
    const buckets = new Buckets();
    expect(await buckets.lock(pilot, true)).toBe(null);
    expect(await hasOpenLockOrder(buckets.exports, buckets.snapshots, STUDY)).toBe(false);
    buckets.order();
    expect(await hasOpenLockOrder(buckets.exports, buckets.snapshots, STUDY)).toBe(true);
    expect(await buckets.lock(pilot, false)).toMatchObject({ because: 'order', protocol: pilot });
    expect(await hasOpenLockOrder(buckets.exports, buckets.snapshots, STUDY)).toBe(false);
  });

  it('says how many snapshots were published before, because their results were known', async () => {
    const buckets = new Buckets();
    const latest = {
      ...{ schemaVersion: 1, study: STUDY, snapshot: '20260301T000000Z-000000000000', number: 7 },
      ...{ time: '2026-03-01T00:00:00Z', verdict: 'aligned', inputs: '0'.repeat(64) },
      manifest: { key: 'manifest.json', bytes: 1, sha256: '0'.repeat(64) },
    };
    buckets.snapshots.contents.set(`snapshots/${STUDY}/latest.json`, Buffer.from(JSON.stringify(latest)));
    expect(await buckets.lock(strict, true)).toMatchObject({ snapshots: 7 });
  });

  it('stops the publication if its file is damaged, instead of locking again', async () => {
    const buckets = new Buckets();
    await buckets.lock(strict, true);
    buckets.snapshots.contents.set(lockKey(STUDY), Buffer.from('{'));
    await expect(buckets.lock(lax, true)).rejects.toThrow();
  });
});
