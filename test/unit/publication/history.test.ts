import { describe, expect, it } from 'vitest';
import { noGoZonesOf } from '../../../shared/audit/zones/no-go-zones.ts';
import { type History, history } from '../../../shared/contracts/history.ts';
import { latest, manifest } from '../../../shared/contracts/manifest.ts';
import { decodeJson, encodeJson } from '../../../shared/lib/json.ts';
import { recordHistory } from '../../../shared/publication/history.ts';
import { fileKey, historyKey, latestKey, snapshotId, toSecond } from '../../../shared/publication/keys.ts';
import { digest, manifestOf } from '../../../shared/publication/manifest.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';
import { sampleAudit } from '../../support/sample-study.ts';

const AUDIT = sampleAudit({ votes: 300, dangerous: 'borage' });
const idOf = (number: number) => snapshotId(timeOf(number), AUDIT.inputs);
const timeOf = (number: number) => toSecond(new Date(Date.UTC(2026, 2, 1) + 900_000 * number));

/** Publishes the manifests of snapshots `from` to `to`, and the latest of them, without history. */
async function publishManifests(objects: MemoryObjectStore, from: number, to: number): Promise<void> {
  for (let number = from; number <= to; number++) {
    const previous = number === 0 ? null : idOf(number - 1);
    const body = encodeJson(
      manifest,
      manifestOf(AUDIT, { id: idOf(number), time: timeOf(number), previous }, new Map()),
    );
    objects.contents.set(fileKey('demo', idOf(number), 'manifest.json'), body);
    const newest = {
      schemaVersion: 1 as const,
      study: 'demo',
      snapshot: idOf(number),
      time: timeOf(number),
      verdict: AUDIT.verdict.status,
      inputs: AUDIT.inputs,
      manifest: { key: `${idOf(number)}/manifest.json`, ...digest(body) },
    };
    objects.contents.set(latestKey('demo'), encodeJson(latest, newest));
  }
}

const partAt = (objects: MemoryObjectStore, key: string): History =>
  decodeJson(history, objects.contents.get(key)!);

/** The ids of all snapshots, oldest first, as a reader finds them by following the links. */
function followed(objects: MemoryObjectStore): string[] {
  const parts: string[][] = [];
  let part = partAt(objects, historyKey('demo'));
  for (;;) {
    parts.unshift(part.snapshots.map(({ snapshot }) => snapshot));
    if (!part.older) return parts.flat();
    const before: History = partAt(objects, `snapshots/demo/${part.older.key}`);
    expect(part.older.snapshots).toBe(before.snapshots.length + (before.older?.snapshots ?? 0));
    part = before;
  }
}

describe('the history of a study', () => {
  it('contains for each snapshot the verdict, the leaders with their scores, and the number of no-go zones', async () => {
    const objects = new MemoryObjectStore();
    await publishManifests(objects, 0, 0);
    await recordHistory(objects, 'demo');
    const [first] = partAt(objects, historyKey('demo')).snapshots;
    const [top] = AUDIT.leaderboard.overall.rows;
    expect(first).toMatchObject({ snapshot: idOf(0), time: timeOf(0), verdict: AUDIT.verdict.status });
    expect(first!.leaders![0]).toEqual({ model: top!.model, rank: 1, score: top!.score });
    expect(first).toMatchObject({ confirmedZones: 1, findings: noGoZonesOf(AUDIT)[0]!.findings.length });
    expect(first!.findings).toBeGreaterThan(1);
  });

  it('contains every snapshot once and in order over the years, and the size of its files is limited', async () => {
    const objects = new MemoryObjectStore();
    let largest = 0;
    for (let number = 0; number < 730; number += 73) {
      await publishManifests(objects, number, number + 72);
      await recordHistory(objects, 'demo');
      largest = Math.max(largest, partAt(objects, historyKey('demo')).snapshots.length);
    }
    expect(followed(objects)).toEqual(Array.from({ length: 730 }, (_, number) => idOf(number)));
    expect(largest).toBeLessThanOrEqual(200);
  });

  it('is rebuilt from the manifests if it is lost, with the same parts as before', async () => {
    const objects = new MemoryObjectStore();
    await publishManifests(objects, 0, 449);
    await recordHistory(objects, 'demo');
    const before = new Map(objects.contents);
    objects.contents.delete(historyKey('demo'));
    await recordHistory(objects, 'demo');
    expect(objects.contents).toEqual(before);
  });

  it('loses no snapshot if publishers race or crash while a part is set aside', async () => {
    const rehearsal = new MemoryObjectStore();
    await publishManifests(rehearsal, 0, 200);
    const untouched = rehearsal.copy();
    await recordHistory(rehearsal, 'demo');
    const calls = rehearsal.calls;
    expect([...rehearsal.contents.keys()].filter((key) => key.includes('/history/'))).toHaveLength(1);
    for (let step = calls - 4; step <= calls; step++) {
      const objects = untouched.copy();
      objects.interrupt = (call) => {
        if (call >= step) throw new Error('died');
      };
      await expect(recordHistory(objects, 'demo')).rejects.toThrow('died');
      objects.interrupt = () => {};
      await Promise.all([recordHistory(objects, 'demo'), recordHistory(objects, 'demo')]);
      expect(followed(objects)).toEqual(followed(rehearsal));
    }
  });
});
