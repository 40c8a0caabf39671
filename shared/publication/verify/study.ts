import type { Latest } from '../../contracts/index.ts';
import { several } from '../../lib/index.ts';
import { MANIFEST } from '../manifest.ts';
import {
  type ChainEnd,
  type FoundManifest,
  readManifests,
  type WalkedChain,
  walkChain,
} from './chain-walk.ts';
import { type Claims, outsideChain, readClaims, unlikeClaims } from './claims.ts';
import { type SnapshotFolder, visibleName } from './folder.ts';
import { findHead } from './head.ts';
import { lockFileFaults } from './lock-file.ts';
import { LATEST, pointerFaults, readLatest } from './pointer.ts';
import { readSeries, type Series, unlikeChain } from './series.ts';
import { progressOf, type StudyOptions, verifySnapshots } from './snapshots.ts';
import { isSnapshotId, listStudy, type StudyListing } from './study-folder.ts';
import type { Verification } from './verify.ts';

/** The result of the verification of a study, or of one snapshot and its place in the chain. */
export interface StudyVerification extends Verification {
  /** Number of snapshots in the chain. */
  readonly snapshots: number;
  /** Whether the given head backs the snapshot: it is the snapshot of the head, or an earlier one. */
  readonly isUnderHead: boolean;
}

/**
 * Verifies the folder of a study: the files and hashes of all snapshots, the chain of their manifests, `latest.json` and
 * `history.json`. The figures of the newest snapshot are computed again.
 * @see docs/decisions/0125-manifests-form-a-chain.md
 */
export async function verifyStudy(
  study: SnapshotFolder,
  options: StudyOptions = {},
): Promise<StudyVerification> {
  const { only, head, onProgress = () => {} } = options;
  onProgress('reading latest.json, history.json and the list of files', 0, 0);
  const pointer = await readLatest(study);
  const series = await readSeries(study, pointer.value?.study ?? study.ownName);
  const listing = await listStudy(study);
  const known = knownSnapshots(pointer.value, series, listing, only);
  const manifests = await readManifests(
    study,
    known,
    progressOf(onProgress, 'reading manifests', known.size),
  );
  const name = studyName(study, pointer.value, manifests);
  const end = endOf(pointer.value, series, manifests);
  const claims = await readClaims(study, numbersToRead(listing, end, manifests));
  const walked = end ? await walk(study, { end, manifests, claims, series, name }) : NOTHING_WALKED;
  const place = chainFaults({ listing, pointer: pointer.value, series, claims, manifests, walked });
  const found = head && findHead(head, walked.chain);
  const files = await verifySnapshots(study, { walked, manifests, end, options });
  const faults = [
    ...pointer.faults,
    ...ownNameFaults(study, name),
    ...(listing?.faults ?? []),
    ...(listing?.hasPublicState && files.main?.manifest?.edition === 'public'
      ? [INTERNAL_FILE_IN_PUBLIC]
      : []),
    ...(only === undefined ? await lockFileFaults(study, files.main?.manifest ?? null) : []),
    ...(await unreadableManifests(study, listing, manifests)),
    ...series.faults,
    ...walked.faults,
    ...place.faults,
    ...(found?.fault === undefined ? [] : [found.fault]),
    ...(only !== undefined && !walked.chain.some(({ id }) => id === only)
      ? [
          `snapshot ${visibleName(only)} is not in the chain that ${LATEST} leads to: it was replaced or never published`,
        ]
      : []),
    ...files.faults,
  ];
  const isLinked = walked.faults.length === 0 && place.faults.length === 0 && pointer.faults.length === 0;
  return {
    manifest: files.main?.manifest ?? null,
    manifestHash: files.main?.manifestHash ?? null,
    isRecomputed: files.main?.isRecomputed ?? false,
    snapshots: walked.chain.length,
    isUnderHead: placeOf(only ?? end?.id, walked) >= (found?.at ?? Number.POSITIVE_INFINITY),
    passed: [
      ...(isLinked
        ? [
            `the chain of ${several(walked.chain.length, 'snapshot')} is unbroken, and ${LATEST} and history.json fit it`,
          ]
        : []),
      ...(found?.passed === undefined ? [] : [found.passed]),
      ...files.passed,
    ],
    faults: [...new Set(faults)],
    notes: [...new Set([...walked.notes, ...place.notes, ...files.notes])],
  };
}

const INTERNAL_FILE_IN_PUBLIC =
  'public-state.json shows parts of single clinicians, and a public edition must not contain it: remove it';

/** An interrupted publication leaves files without a manifest, but never a damaged one. */
async function unreadableManifests(
  study: SnapshotFolder,
  listing: StudyListing | null,
  manifests: ReadonlyMap<string, FoundManifest>,
): Promise<string[]> {
  const faults: string[] = [];
  for (const id of listing?.snapshots ?? [])
    if (!manifests.has(id) && (await study.read(`${id}/${MANIFEST}`, 1)) !== null)
      faults.push(`${id}/${MANIFEST} is not a manifest of Primum: it was altered, or added to the folder`);
  return faults;
}

const placeOf = (id: string | undefined, { chain }: WalkedChain): number =>
  chain.findIndex((one) => one.id === id);

const NOTHING_WALKED: WalkedChain = { chain: [], faults: [], notes: [] };

function knownSnapshots(
  pointer: Latest | null,
  { entries }: Series,
  listing: StudyListing | null,
  only: string | undefined,
): Set<string> {
  const named = [pointer?.snapshot, only, ...entries.map(({ snapshot }) => snapshot)];
  return new Set([
    ...(listing?.snapshots ?? []),
    ...named.filter((id) => id !== undefined).filter(isSnapshotId),
  ]);
}

/** The name of the study by its pointer, its folder or its first manifest. */
const studyName = (
  { ownName }: SnapshotFolder,
  pointer: Latest | null,
  manifests: ReadonlyMap<string, FoundManifest>,
): string => pointer?.study ?? ownName ?? [...manifests.values()][0]?.listed.study ?? '';

const ownNameFaults = ({ ownName }: SnapshotFolder, study: string): string[] =>
  ownName !== null && ownName !== study
    ? [
        `the folder of study ${study} is named ${visibleName(ownName)}: it was renamed or copied, or ${LATEST} was swapped`,
      ]
    : [];

/** The newest snapshot. If `latest.json` cannot be read, the newest one of the history or of the folders is taken. */
function endOf(
  pointer: Latest | null,
  { entries }: Series,
  manifests: ReadonlyMap<string, FoundManifest>,
): ChainEnd | null {
  if (pointer) return { id: pointer.snapshot, hash: pointer.manifest.sha256, number: pointer.number ?? null };
  const id = entries.at(-1)?.snapshot ?? [...manifests.keys()].sort().at(-1);
  return id === undefined ? null : { id, hash: null, number: null };
}

/** The numbers in `chain/`. If the folder cannot be listed: the numbers of the known manifests, and the next one. */
function numbersToRead(
  listing: StudyListing | null,
  end: ChainEnd | null,
  manifests: ReadonlyMap<string, FoundManifest>,
): Set<number> {
  if (listing) return new Set(listing.numbers);
  const known = [...manifests.values()].map(({ listed }) => listed.number ?? 0);
  const highest = Math.max(end?.number ?? 0, ...known);
  return new Set(highest === 0 ? [] : [...known.filter((number) => number > 0), highest, highest + 1]);
}

interface WalkInput {
  readonly end: ChainEnd;
  readonly manifests: Map<string, FoundManifest>;
  readonly claims: Claims;
  readonly series: Series;
  readonly name: string;
}

/** Follows the chain. A manifest that neither the history nor a listing names is read on the way. */
async function walk(
  study: SnapshotFolder,
  { end, manifests, claims, series, name }: WalkInput,
): Promise<WalkedChain> {
  const order = new Map(series.entries.map(({ snapshot }, at) => [snapshot, at]));
  const inFolder = async (id: string) => {
    if (!manifests.has(id) && isSnapshotId(id))
      for (const [, found] of await readManifests(study, [id], () => {})) manifests.set(id, found);
    return manifests.get(id) ?? null;
  };
  const sources = {
    inFolder,
    copyOf: (number: number) => claims.get(number) ?? null,
    before: (id: string) => series.entries[(order.get(id) ?? 0) - 1]?.snapshot ?? null,
  };
  return walkChain(end, sources, name);
}

interface PlaceInput {
  readonly listing: StudyListing | null;
  readonly pointer: Latest | null;
  readonly series: Series;
  readonly claims: Claims;
  readonly manifests: ReadonlyMap<string, FoundManifest>;
  readonly walked: WalkedChain;
}

/** Compares the pointers, the history, the copies in `chain/` and the other folders with the chain. */
function chainFaults({ listing, pointer, series, claims, manifests, walked }: PlaceInput) {
  const { chain } = walked;
  const inChain = new Set(chain.map(({ id }) => id));
  const others = new Map<string, FoundManifest | null>();
  for (const id of listing?.snapshots ?? manifests.keys())
    if (!inChain.has(id)) others.set(id, manifests.get(id) ?? null);
  const outside = outsideChain(others, chain);
  const unlinked = (listing?.parts ?? []).filter((part) => !series.parts.has(part));
  return {
    faults: [
      ...(pointer && chain[0]?.id === pointer.snapshot ? pointerFaults(pointer, chain[0].listed) : []),
      ...unlikeClaims(claims, chain),
      ...unlikeChain(series.entries, [...chain].reverse()),
      ...unlinked.map(
        (part) =>
          `${part} belongs to no history: history.json does not lead to it, so it was added or cut off`,
      ),
      ...outside.faults,
    ],
    notes: [
      ...outside.notes,
      ...(listing
        ? []
        : ['a web server does not list folders, so other snapshots in the study’s folder cannot be seen']),
    ],
  };
}
