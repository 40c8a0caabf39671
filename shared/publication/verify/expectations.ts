import type { Manifest, Snapshot } from '../../contracts/index.ts';
import { mediaTypeOf } from '../../lib/object-store/index.ts';
import { MANIFEST } from '../manifest.ts';
import { isFileName } from './files.ts';
import { visibleName } from './folder.ts';

/** The reader's own knowledge of the study. */
export interface Expectations {
  /** The hash of the protocol that the reader expects. */
  readonly protocolHash?: string | undefined;
  /** The version of the code that the reader expects. */
  readonly codeVersion?: string | undefined;
}

/** Compares the manifest with the protocol and the code that the reader expects. */
export function unexpected(listed: Manifest, { protocolHash, codeVersion }: Expectations): string[] {
  return [
    protocolHash !== undefined &&
      protocolHash !== listed.protocolHash &&
      `${MANIFEST} names the protocol with the hash ${listed.protocolHash}, and not the expected one with ${protocolHash}: the snapshot was computed with other settings`,
    codeVersion !== undefined &&
      codeVersion !== listed.codeVersion &&
      `${MANIFEST} names the code version ${listed.codeVersion}, and not the expected ${codeVersion}: the snapshot was computed by other code`,
  ].filter((fault) => fault !== false);
}

/** Compares the protocol and the code that `snapshot.json` names with those that the manifest names. */
export function differentSources(listed: Manifest, { study, protocol, codeVersion }: Snapshot): string[] {
  return [
    study !== listed.study &&
      `snapshot.json is of study ${study}, but ${MANIFEST} is of study ${listed.study}: one of the two was swapped`,
    protocol.hash !== listed.protocolHash &&
      `snapshot.json names the protocol with the hash ${protocol.hash}, but ${MANIFEST} names ${listed.protocolHash}: one of the two was swapped`,
    codeVersion !== listed.codeVersion &&
      `snapshot.json names the code version ${codeVersion}, but ${MANIFEST} names ${listed.codeVersion}: one of the two was swapped`,
  ].filter((fault) => fault !== false);
}

/** The clock of a reader may be wrong by this many milliseconds. */
const MAX_AHEAD_MS = 24 * 3_600_000;

/** Checks the time of a manifest against the clock of the reader. */
export const futureFault = ({ snapshot, time }: Manifest, now: Date): string | null =>
  Date.parse(time) > now.getTime() + MAX_AHEAD_MS
    ? `${MANIFEST} of snapshot ${snapshot} has the time ${time}, which is in the future: the time was forged, or a clock was wrong`
    : null;

/** Checks the list of files for entries that two programs may read differently. */
export function listFaults({ files }: Manifest): string[] {
  const seen = new Set<string>();
  const faults: string[] = [];
  for (const { name, mediaType } of files) {
    if (seen.has(name))
      faults.push(
        `${MANIFEST} lists ${visibleName(name)} twice: two programs may check two different hashes`,
      );
    seen.add(name);
    if (isFileName(name) && mediaType !== mediaTypeOf(name))
      faults.push(
        `${MANIFEST} gives ${visibleName(name)} the media type ${visibleName(mediaType)} instead of ${mediaTypeOf(name)}: a browser may show it as something else`,
      );
  }
  return faults;
}
