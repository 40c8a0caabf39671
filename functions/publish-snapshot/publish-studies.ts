import { type Protocol, protocolKey } from '../../shared/contracts/index.ts';
import { type ProtocolSource, registeredStudies } from '../../shared/events/protocols/index.ts';
import type { Store } from '../../shared/ledger/index.ts';
import { OwnError } from '../../shared/lib/index.ts';
import type { LargeObjects, ObjectWriter } from '../../shared/lib/object-store/index.ts';
import {
  type ManifestSigner,
  type Published,
  publishedProtocol,
  publishIndex,
  publishPublicIndex,
  publishStudy,
} from '../../shared/publication/index.ts';
import { hasOpenLockOrder, lockedSettings, lockStudy } from '../../shared/publication/lock/index.ts';
import { hasOpenOrder } from '../../shared/publication/public/index.ts';
import { rotate } from '../support/rotate.ts';
import type { Telemetry } from '../support/telemetry.ts';
import { beginLook } from './last-look.ts';

export interface PublishSnapshotServices {
  readonly store: Store;
  readonly protocols: ProtocolSource;
  readonly exports: ObjectWriter;
  readonly snapshots: ObjectWriter & Pick<LargeObjects, 'remove'>;
  readonly codeVersion: string;
  /** Signs manifests. If it is absent, snapshots have no signature. */
  readonly sign?: ManifestSigner | undefined;
  readonly telemetry: Telemetry;
  readonly now: () => number;
}

/** The result for each study. `idle`: the study was not read, because it has not changed since it was last read. */
export type StudyOutcome = Published['status'] | 'nothing recorded yet' | 'idle';

/**
 * Publishes a snapshot of the study, or of each registered study, if it changed. A study that is named is read even if
 * it seems idle. If a study fails, the others are still published.
 * @throws at the end, if a study failed, so that the invocation counts as failed and can raise an alarm
 */
export async function publishStudies(
  study: string | undefined,
  services: PublishSnapshotServices,
): Promise<Record<string, StudyOutcome>> {
  const { telemetry, snapshots } = services;
  const outcomes = new Map<string, StudyOutcome>();
  const failed: string[] = [];
  for (const name of study ? [study] : rotate(await registeredStudies(services.exports), services.now())) {
    try {
      outcomes.set(name, await publishOne(name, services, study !== undefined));
    } catch (error) {
      failed.push(name);
      telemetry.count('PublishFailures');
      telemetry.error('a study cannot be published', { study: name }, error);
    }
  }
  await publishIndex(snapshots);
  await publishPublicIndex(snapshots);
  if (study === undefined) telemetry.countRun('PublishingRuns', failed.length === 0);
  if (failed.length > 0) throw new OwnError(`not published: ${failed.join(', ')}`);
  return Object.fromEntries(outcomes);
}

async function publishOne(
  study: string,
  services: PublishSnapshotServices,
  isNamed: boolean,
): Promise<StudyOutcome> {
  const { telemetry, codeVersion, exports, snapshots, sign } = services;
  const protocol = await protocolInForce(study, services);
  const look = await beginLook(study, { protocol, codeVersion }, services);
  const hasPublic = protocol.public || protocol.publishCells;
  // Every other study with events was locked at its last look.
  const hasOrder = async () =>
    (hasPublic && (await hasOpenOrder(exports, snapshots, study))) ||
    (protocol.pilot && (await hasOpenLockOrder(exports, snapshots, study)));
  if (look.isIdle && !isNamed && !(await hasOrder())) {
    telemetry.info('the study is idle', { study });
    return 'idle';
  }
  const store = await services.store.existing(study);
  const now = () => new Date(services.now());
  const lock = await lockStudy({ study, protocol, hasEvents: store !== null }, { exports, snapshots, now });
  if (!store) {
    telemetry.info('the study has no recorded events yet', { study });
    return 'nothing recorded yet';
  }
  const { status, id, ...editions } = await publishStudy({
    store,
    protocol,
    codeVersion,
    lock: lock ? lockedSettings(lock) : undefined,
    exports,
    snapshots,
    now,
    sign,
  });
  // A public edition that could not be completed is tried again at the next run.
  const isComplete = editions.public !== 'superseded' && editions.public !== 'erasure under way';
  if (status !== 'superseded' && isComplete) await look.conclude();
  if (status === 'published') telemetry.count('SnapshotsPublished');
  telemetry.info(`snapshot ${status}`, { study, snapshot: id, ...editions });
  return status;
}

/**
 * If the file is invalid, the last valid protocol stays in force. The source has already reported the invalid file.
 */
async function protocolInForce(study: string, services: PublishSnapshotServices): Promise<Protocol> {
  const registration = await services.protocols.get(study, { since: services.now() });
  if (registration.status === 'registered') return registration.protocol;
  if (registration.status === 'unknown') throw new OwnError(`there is no ${protocolKey(study)}`);
  const published = await publishedProtocol(services.snapshots, study);
  if (published) return published;
  throw new OwnError(`${protocolKey(study)} ${registration.message}`);
}
