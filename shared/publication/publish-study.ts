import { randomBytes } from 'node:crypto';
import pMap, { pMapIterable } from 'p-map';
import type { Evidence } from '../audit/evidence/index.ts';
import { type AuditAbout, auditOf, gathering, inputsDigest, type LockedSettings } from '../audit/index.ts';
import { type Protocol, publishedLock, type Snapshot } from '../contracts/index.ts';
import { ALL_GROUPS, type Cell, cellId } from '../ledger/cells/index.ts';
import type { CountersReader, VersionedCell } from '../ledger/index.ts';
import {
  type CountersSeen,
  countersSeen,
  type RecountedStore,
  type ScannableStore,
} from '../ledger/maintenance/index.ts';
import type { LargeObjects, ObjectReader, ObjectWriter } from '../lib/object-store/index.ts';
import { CELLS, cellsWriter } from './cells/cells-file.ts';
import { encodeRows, ROWS } from './cells/rows-file.ts';
import { dailyCheck } from './operations/daily-check.ts';
import { importsOf } from './operations/imports.ts';
import { MAX_JUDGMENTS_READ, NOT_CHECKED } from './operations/integrity.ts';
import { ledgerPass, QUALITY_NOT_COMPUTED } from './operations/ledger-pass.ts';
import { rejectsOf } from './operations/rejects.ts';
import { type Erasures, erasuresOf } from './public/erasures.ts';
import { type PublicOutcome, publishPublic, withdrawAfterErasure } from './public/publish-public.ts';
import { type CountedFigures, figuresByClinician, figuresByGroup } from './public/units.ts';
import {
  type Inputs,
  type OperationalStatus,
  type Published,
  type PublishPorts,
  publish,
} from './publish.ts';

export interface StudyPorts {
  readonly store: CountersReader & RecountedStore & ScannableStore;
  readonly protocol: Protocol;
  readonly codeVersion: string;
  /** The settings that were locked. Absent if none were. */
  readonly lock?: LockedSettings | undefined;
  /** The bucket of receipts and rejects. */
  readonly exports: ObjectReader;
  /** Without a way to delete objects, only internal editions are published: an erasure deletes public editions. */
  readonly snapshots: ObjectWriter & Partial<Deletion>;
  readonly now: () => Date;
  readonly sign?: PublishPorts['sign'];
  readonly onStage?: PublishPorts['onStage'];
}

type Deletion = Pick<LargeObjects, 'remove'>;

const canDelete = (objects: StudyPorts['snapshots']): objects is ObjectWriter & Deletion =>
  objects.remove !== undefined;

const hasPublicEdition = ({ public: wanted, publishCells }: Protocol): boolean =>
  wanted === true || publishCells === true;

/** The results of a publication. */
export interface PublishedStudy extends Published {
  /** Absent if the study has no public edition. */
  readonly public?: PublicOutcome;
}

/** Audits the study in the store, and publishes a snapshot if any input changed. A public edition follows if one is due. */
export async function publishStudy(ports: StudyPorts): Promise<PublishedStudy> {
  const { store, protocol, exports, snapshots, now, sign, onStage, lock } = ports;
  let reading: (StudyReading & Pick<Inputs, 'readStatus'>) | undefined;
  let erasuresBefore: Erasures | undefined;
  const published = await publish(store.study, {
    objects: snapshots,
    now,
    sign,
    ...(onStage && { onStage }),
    ...(hasPublicEdition(protocol) && { edition: { nonce: randomBytes(16).toString('hex') } }),
    read: async () => {
      if (hasPublicEdition(protocol)) erasuresBefore = await erasuresOf(store);
      const found = await readStudy(ports);
      const readStatus = async (audit: Snapshot) => ({
        rejects: await rejectsOf(exports, store.study),
        imports: await importsOf(exports, store.study),
        ...(await found.status(audit, exports)),
        ...(lock && { lock: publishedLock(lock) }),
      });
      reading = { ...found, readStatus };
      return { ...found.inputs, readStatus };
    },
  });
  if (!canDelete(snapshots) || published.status === 'superseded') return published;
  if (!hasPublicEdition(protocol)) {
    await withdrawAfterErasure({ objects: snapshots, store });
    return published;
  }
  const { inputs, readStatus, figures } = reading!;
  const { digest, audit, evidence } = inputs;
  const outcome = await publishPublic({
    ...ports,
    objects: snapshots,
    internal: published.id,
    inputs: digest,
    ...{ audit, evidence, readStatus, figures },
    erasuresBefore: erasuresBefore!,
  });
  return { ...published, public: outcome };
}

type LedgerStatus = Pick<OperationalStatus, 'integrity' | 'ledger'>;

interface StudyReading {
  readonly inputs: Omit<Inputs, 'readStatus'>;
  /** The parts of the operational status that depend on the ledger. */
  readonly status: (audit: Snapshot, exports: ObjectReader) => Promise<LedgerStatus>;
  /** The figures with the units behind them: clinicians, or groups of clinicians. */
  readonly figures: () => CountedFigures;
}

/**
 * Reads the evidence of a study's audit. Up to {@link MAX_JUDGMENTS_READ} judgments, the evidence is every judgment of the
 * ledger. Above, it is the counters. The result does not depend on the store: the same judgments, countries, protocol and
 * code give the same digest and the same audit.
 * @see docs/decisions/0135-units-are-ordered-by-their-content.md
 */
async function readStudy({ store, protocol, codeVersion, lock }: StudyPorts): Promise<StudyReading> {
  const about: StudyAbout = {
    study: store.study,
    protocol,
    settings: store.settings,
    codeVersion,
    lock,
    // Clinicians enter before their first judgment, so all clinicians of the evidence are among those read after it.
    participants: () => participantsOf(store),
  };
  const seen = await firstCounters(store, MAX_JUDGMENTS_READ);
  return seen ? readJudgments(store, about, seen) : readCounters(store, about);
}

/** The inputs of an audit except its evidence, with the clinicians still to be read. */
type StudyAbout = Omit<AuditAbout, 'participants'> & {
  readonly participants: () => Promise<AuditAbout['participants']>;
};

/** The digest, and the audit, of the evidence of a study. */
async function auditInputs({ participants, ...about }: StudyAbout, evidence: Evidence) {
  const all = { ...about, participants: await participants() };
  return { digest: inputsDigest(all, evidence), audit: () => auditOf(all, evidence) };
}

/** Number of groups of clinicians that are read concurrently. */
const CONCURRENCY = 8;

const participantsOf = async (store: CountersReader) =>
  (
    await pMap(ALL_GROUPS, (group) => Array.fromAsync(store.participants([group])), {
      concurrency: CONCURRENCY,
    })
  ).flat();

/** The counters of all groups. Null if they show more than this number of judgments. */
async function firstCounters(store: CountersReader, limit: number): Promise<CountersSeen[] | null> {
  const seen: CountersSeen[] = [];
  let judgments = 0;
  for await (const group of pMapIterable(ALL_GROUPS, (number) => countersSeen(store, number), {
    concurrency: CONCURRENCY,
  })) {
    seen.push(group);
    judgments += group.judgments;
    if (judgments > limit) return null;
  }
  return seen;
}

/** Reads every judgment, and compares the counters that were seen before with the judgments. */
async function readJudgments(
  store: StudyPorts['store'],
  about: StudyAbout,
  seen: readonly CountersSeen[],
): Promise<StudyReading> {
  const { criteria } = store.settings;
  const { rows, integrity, moving, quality } = await ledgerPass(store, about.protocol, seen);
  const gathered = gathering(criteria, about.protocol, {
    kind: 'judgments',
    units: rows.units,
    named: rows.named,
    digest: rows.digest,
    ...(integrity.status === 'differs' && { countersDiffer: true }),
  });
  const body = await encodeRows(rows, criteria, (row) => gathered.add(row));
  const evidence = gathered.evidence();
  return {
    inputs: {
      ...(await auditInputs(about, evidence)),
      evidence: { name: ROWS, body },
      moving,
    },
    status: async (audit) => ({ integrity, ledger: quality(audit) }),
    figures: () => figuresByClinician(rows, criteria, about.protocol),
  };
}

/**
 * Reads the counters group by group. It adds up the cells of a group and encodes them for publication, so it never holds
 * all cells in memory.
 */
async function readCounters(store: StudyPorts['store'], about: StudyAbout): Promise<StudyReading> {
  const { criteria } = store.settings;
  const [gathered, written] = [gathering(criteria, about.protocol), cellsWriter(criteria)];
  const groups = figuresByGroup(criteria, about.protocol);
  let moving = 0;
  for await (const { cells, consistent } of pMapIterable(
    ALL_GROUPS,
    (group) => readConsistentCells(store, group),
    { concurrency: CONCURRENCY },
  )) {
    if (!consistent) moving += 1;
    for (const cell of cells) {
      gathered.add({ ...cell, clinician: cell.group });
      if (hasPublicEdition(about.protocol)) groups.add(cell);
    }
    await written.write(cells);
  }
  const evidence = gathered.evidence();
  return {
    inputs: {
      ...(await auditInputs(about, evidence)),
      evidence: { name: CELLS, body: await written.end() },
      moving,
    },
    status: async (_, exports) => ({
      integrity: (await dailyCheck(exports, store.study)) ?? NOT_CHECKED,
      ledger: QUALITY_NOT_COMPUTED,
    }),
    figures: groups.figures,
  };
}

/** The cells of a group with nonzero counts. */
interface GroupReading {
  readonly cells: readonly Cell[];
  /** Whether the store held all of these cells at one moment. */
  readonly consistent: boolean;
}

/**
 * Maximum number of readings of a group. A reading takes some hundredths of a second, and a busy group changes once a
 * second.
 */
const MAX_READINGS = 4;
/** Maximum number of cells in a group that is read twice. In published studies, a group has about a thousand. */
const MAX_CELLS_READ_TWICE = 10_000;

/**
 * Reads a group's cells until two consecutive readings found the same versions. The store then held exactly these cells
 * at the end of the first of the two readings. A single reading is not enough, because it visits cells one by one.
 * Meanwhile, a correction of the pair or specialty may move a judgment, so that it appears in both cells or in neither.
 * Judgments never move between groups.
 * @see docs/decisions/0032-one-consistent-moment-per-group.md
 */
export async function readConsistentCells(store: CountersReader, group: number): Promise<GroupReading> {
  if (store.readsAtOneMoment) return { cells: await Array.fromAsync(store.cells([group])), consistent: true };
  let last = await Array.fromAsync(store.counters(group));
  for (let readings = 2; last.length <= MAX_CELLS_READ_TWICE && readings <= MAX_READINGS; readings += 1) {
    const next = await Array.fromAsync(store.counters(group));
    if (sameVersions(last, next)) return { cells: counting(next), consistent: true };
    last = next;
  }
  return { cells: counting(last), consistent: false };
}

const counting = (cells: readonly VersionedCell[]): Cell[] => cells.filter(({ counts }) => counts.size > 0);

/** Cells are never deleted, so equal numbers of cells mean the same cells. */
function sameVersions(before: readonly VersionedCell[], after: readonly VersionedCell[]): boolean {
  if (before.length !== after.length) return false;
  const versions = new Map(before.map((cell) => [cellId(cell), cell.version]));
  return after.every((cell) => versions.get(cellId(cell)) === cell.version);
}
