import {
  latest,
  publicFolder,
  type Snapshot,
  snapshot,
  studyOrders,
  studyOrdersKey,
} from '../../contracts/index.ts';
import type { StudyStore } from '../../ledger/index.ts';
import { decodeJson, OwnError, several } from '../../lib/index.ts';
import type { LargeObjects, ObjectReader, ObjectWriter, StoredObject } from '../../lib/object-store/index.ts';
import { recordHistory } from '../history.ts';
import { fileKey, latestKey, publicStateKey } from '../keys.ts';
import { readIfValid } from '../operations/read-if-valid.ts';
import { type OperationalStatus, type PublishPorts, publish } from '../publish.ts';
import type { EvidenceFile } from '../render.ts';
import { countStep } from './coarse.ts';
import { comparableFigures } from './comparable-figures.ts';
import { type Erasures, erasuresOf } from './erasures.ts';
import { nextEdition } from './next-edition.ts';
import { publicObjects } from './public-objects.ts';
import { publicOperations } from './public-operations.ts';
import { publicSnapshot } from './public-snapshot.ts';
import {
  decodeState,
  emptyState,
  encodeState,
  handledOrders,
  type PublicState,
  packedFigures,
} from './public-state.ts';
import { shownAfter, suppress } from './suppression.ts';
import type { CountedFigures } from './units.ts';

/** The store of a study, as the publisher of its public edition reads it. */
export type PublishedStore = Pick<StudyStore, 'study' | 'entered' | 'participants' | 'judgments'>;

export interface PublicPorts {
  readonly store: PublishedStore;
  /** The erasures before the evidence was read. */
  readonly erasuresBefore: Erasures;
  readonly objects: ObjectWriter & Pick<LargeObjects, 'remove'>;
  /** The bucket with the orders of operators. */
  readonly exports: ObjectReader;
  readonly now: () => Date;
  readonly sign?: PublishPorts['sign'];
  /** The id of the internal snapshot. */
  readonly internal: string;
  /** The audit of the internal snapshot, and the digest of its inputs. */
  readonly audit: () => Snapshot;
  readonly inputs: string;
  /** The evidence, for a study that publishes it. */
  readonly evidence: EvidenceFile | null;
  readonly readStatus: (audit: Snapshot) => Promise<OperationalStatus>;
  readonly figures: () => CountedFigures;
}

/** `published`: a public edition appeared. The other results say why none did. */
export type PublicOutcome =
  | 'published'
  | 'considered before'
  | 'too few clinicians differ'
  | 'erasure under way'
  | 'superseded';

/**
 * Publishes a public edition of the study, if one is due. It writes what the edition shows before any file of the
 * edition. If the publisher crashes in between, the next edition differs from each visible one by enough clinicians.
 */
export async function publishPublic(ports: PublicPorts): Promise<PublicOutcome> {
  const { objects, store, exports, internal, erasuresBefore } = ports;
  const { study } = store;
  const stored = await objects.get(publicStateKey(study));
  const view = publicObjects(objects);
  const state = stored ? decodeState(stored.body) : emptyState(study);
  if (state.pending !== null && (await isPublished(view, state))) {
    await recordHistory(view, study);
    await write(ports, { ...state, pending: null, moved: [] }, stored);
    return publishPublic(ports);
  }
  const orders = await readIfValid(exports, studyOrdersKey(study), studyOrders);
  const release = orders?.release && orders.release.id !== state.release?.id ? orders.release : null;
  const closing = orders?.closed !== undefined && orders.closed !== state.closed?.at;
  const reopened = state.closed !== null && orders?.closed === undefined;
  const isOrdered = release !== null || closing || reopened;
  const erasures = await erasuresOf(store);
  const erased = erasures.clinicians;
  const hasErased = erased > state.erased;
  if (state.considered === internal && !isOrdered && !hasErased && state.pending === null)
    return 'considered before';
  const manifest = await internalManifest(ports);
  if (manifest === null) return 'superseded';
  // If a clinician was erased since the evidence was read, the evidence may contain judgments of this clinician.
  const isErasing = erasuresBefore.isUnderWay || erasures.isUnderWay;
  if (isErasing || erased > erasuresBefore.clinicians) return 'erasure under way';

  const audit = ports.audit();
  const counted = ports.figures();
  const { figures, basis } = counted;
  const { publishCells = false, suppressBelow, aliases = {} } = audit.protocol;
  const { shown, unsettled, changed, areRenamed } = comparableFigures(state, counted, audit.protocol);
  const next = nextEdition({
    ...{ shown, unsettled, changed },
    least: suppressBelow,
    erased: hasErased || state.pending === 'erasure',
    everything: publishCells,
    order: closing ? 'closing' : release ? 'release' : null,
    closed: orders?.closed !== undefined && !closing,
  });
  const because = next.because ?? state.pending;
  const outcome = outcomeOf(next, suppressBelow);
  const considered: PublicState = {
    ...state,
    considered: internal,
    ...(!areRenamed && { basis, aliases, figures: packedFigures(shown), unsettled: [...unsettled] }),
    closed: closing ? { at: orders!.closed!, outcome } : orders?.closed === undefined ? null : state.closed,
    release: release ? { id: release.id, outcome } : state.release,
  };
  if (because === null) {
    await write(ports, considered, stored);
    return 'too few clinicians differ';
  }

  const suppression = publishCells
    ? suppress(figures, new Map(), 1)
    : suppress(figures, shown, suppressBelow, unsettled);
  // A publisher that stopped has decided to show these figures anew, but readers may not see them yet.
  const moved = new Set(state.moved);
  const unchanged = new Set([...suppression.unchanged].filter((key) => !moved.has(key)));
  const decided: PublicState = {
    ...considered,
    ...{ internal: manifest, erased, pending: because, basis, aliases },
    moved: [...figures.keys()].filter((key) => !suppression.withheld.has(key) && !unchanged.has(key)),
    figures: packedFigures(shownAfter(shown, figures, suppression)),
    unsettled: [...unsettled].filter((key) => suppression.withheld.has(key)),
  };
  const written = await write(ports, decided, stored);
  if (because === 'erasure') await withdraw(objects, study);
  const last = because === 'erasure' ? null : await lastEdition(view, study);
  const before = last !== null && haveOneBasis(last, audit) ? last : null;
  const { status: result } = await publish(study, {
    objects: view,
    now: ports.now,
    sign: ports.sign,
    edition: { edition: 'public', internal: manifest },
    read: async () => ({
      digest: manifest,
      moving: 0,
      evidence: publishCells ? ports.evidence : null,
      audit: () =>
        publishCells
          ? { ...audit, inputs: manifest }
          : publicSnapshot({
              ...{ audit, before, because, internal: manifest },
              suppression: { ...suppression, unchanged },
            }),
      readStatus: async () => {
        const status = await ports.readStatus(audit);
        return publishCells ? status : publicOperations(status, countStep(suppressBelow));
      },
    }),
  });
  if (result === 'superseded') return 'superseded';
  await write(ports, { ...decided, pending: null, moved: [] }, written);
  return 'published';
}

/**
 * Whether the pending edition was published before its publisher stopped. The edition before an erasure may rest on the
 * same internal edition, if the clinician had no judgment in it.
 */
async function isPublished(view: ObjectReader, { study, internal, pending }: PublicState): Promise<boolean> {
  const newest = await view.get(latestKey(study));
  if (newest === null || decodeJson(latest, newest.body).inputs !== internal) return false;
  return pending !== 'erasure' || (await lastEdition(view, study))?.publicEdition?.because === 'erasure';
}

/**
 * Deletes the public editions of a study that had some before its protocol changed, if a clinician was erased since the
 * last one.
 */
export async function withdrawAfterErasure({
  objects,
  store,
}: Pick<PublicPorts, 'objects' | 'store'>): Promise<void> {
  const stored = await objects.get(publicStateKey(store.study));
  if (!stored) return;
  const state = decodeState(stored.body);
  const { clinicians: erased } = await erasuresOf(store);
  if (erased <= state.erased) return;
  // An interrupted deletion must be repeated, so the state changes after it.
  await withdraw(objects, store.study);
  await write({ objects, store }, { ...state, erased }, stored);
}

/** Whether the protocol and the code of two editions are the same, so that one may repeat figures of the other. */
const haveOneBasis = (a: Snapshot, b: Snapshot): boolean =>
  a.protocol.hash === b.protocol.hash && a.codeVersion === b.codeVersion;

/** Whether an operator gave an order that the publisher has not handled. */
export async function hasOpenOrder(
  exports: ObjectReader,
  snapshots: ObjectReader,
  study: string,
): Promise<boolean> {
  const orders = await readIfValid(exports, studyOrdersKey(study), studyOrders);
  if (!orders) return false;
  const handled = await handledOrders(snapshots, study);
  const isReleased = orders.release === undefined || orders.release.id === handled?.release?.id;
  return !isReleased || orders.closed !== handled?.closed?.at;
}

function outcomeOf(next: ReturnType<typeof nextEdition>, least: number): string {
  if (next.because !== null) return 'a public edition was released';
  return next.missing > 0
    ? `no public edition was released: the rows of ${several(next.missing, 'more clinician')} must differ from the last one, because its difference would show the rows of fewer than ${least}`
    : 'no public edition was released: the study is closed';
}

/** Writes the state. @throws if another publisher has changed it */
async function write(
  { objects, store }: Pick<PublicPorts, 'objects' | 'store'>,
  state: PublicState,
  seen: StoredObject | null,
): Promise<StoredObject> {
  const key = publicStateKey(store.study);
  if (!(await objects.put(key, encodeState(state), seen?.etag ?? null)))
    throw new OwnError(`another publisher changed ${key}; the next run continues`);
  return (await objects.get(key))!;
}

/** SHA-256 of the manifest of the internal snapshot. Null if a newer snapshot replaced it. */
async function internalManifest({ objects, store, internal, inputs }: PublicPorts): Promise<string | null> {
  const stored = await objects.get(latestKey(store.study));
  const newest = stored && decodeJson(latest, stored.body);
  return newest?.snapshot === internal && newest.inputs === inputs ? newest.manifest.sha256 : null;
}

/** Deletes all public editions of a study, with the history and the chain. */
async function withdraw(objects: PublicPorts['objects'], study: string): Promise<void> {
  const folder = publicFolder(study);
  await objects.remove(await Array.fromAsync(objects.list(folder)));
  for await (const left of objects.list(folder)) throw new OwnError(`${left} could not be deleted`);
}

/** The last public edition. Null if there is none, or older code wrote it. */
async function lastEdition(view: ObjectReader, study: string): Promise<Snapshot | null> {
  const newest = await view.get(latestKey(study));
  if (!newest) return null;
  return readIfValid(
    view,
    fileKey(study, decodeJson(latest, newest.body).snapshot, 'snapshot.json'),
    snapshot,
  );
}
