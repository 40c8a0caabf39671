import type { Manifest } from '../../contracts/index.ts';
import { OwnError } from '../../lib/index.ts';
import { digest, MANIFEST } from '../manifest.ts';
import type { FoundManifest } from './chain-walk.ts';

/** The newest snapshot of a study at some time, as a reader wrote it down. */
export interface ChainHead {
  /** SHA-256 of the manifest. */
  readonly hash: string;
  /** Null if only the hash was written down. */
  readonly study: string | null;
  readonly number: number | null;
}

/** SHA-256 of a manifest, in hex. */
export const manifestDigest = (body: Uint8Array): string => digest(body).sha256;

const GROUP_DIGITS = 4;

/**
 * Writes the head of a chain as one line for minutes:
 * `my-study, snapshot 12, 2026-03-01T09:30:00Z: 3f9a 01c2 …`. The groups can be read aloud and typed.
 */
export function headLine({ study, snapshot, number, time }: Manifest, hash: string): string {
  const groups = hash.match(new RegExp(`.{${GROUP_DIGITS}}`, 'g'))!.join(' ');
  return `${study}, snapshot ${number ?? snapshot}, ${time}: ${groups}`;
}

const HASH_AT_END = /(?:^|[\s:])((?:[0-9a-f][\s.-]*){64})$/i;

/**
 * Reads a line that {@link headLine} wrote, or the hash alone. Case, spaces, points and hyphens in the hash do not matter.
 * @throws OwnError if the text does not end in 64 hex digits
 */
export function readHead(text: string): ChainHead {
  const trimmed = text.trim();
  const [, digits] = HASH_AT_END.exec(trimmed) ?? [];
  const hash = digits?.replaceAll(/[^0-9a-f]/gi, '').toLowerCase();
  if (hash?.length !== 64)
    throw new OwnError(
      'the head must end in 64 hex digits: the line of `primum head`, or the SHA-256 of manifest.json',
    );
  const [, study, number] = /^(\S+), snapshot (\d+), \S+:/.exec(trimmed) ?? [];
  return { hash, study: study ?? null, number: number === undefined ? null : Number(number) };
}

/**
 * Looks for a head in a chain.
 * @param chain newest first
 * @returns `at`: the place of the head in the chain. The head backs this snapshot and those behind it.
 */
export function findHead(
  head: ChainHead,
  chain: readonly FoundManifest[],
): { passed?: string; fault?: string; at?: number } {
  const at = chain.findIndex(({ hash }) => hash === head.hash);
  if (at < 0)
    return {
      fault: `no ${MANIFEST} of the chain has the SHA-256 of the given head, ${head.hash}: the study was set back, forked or replaced since the head was written down, or the head was copied wrongly`,
    };
  const { id, listed } = chain[at]!;
  const differs = [
    head.study !== null && head.study !== listed.study && `study ${head.study}`,
    head.number !== null && head.number !== listed.number && `number ${head.number}`,
  ].filter((part) => part !== false);
  if (differs.length > 0)
    return {
      fault: `the given head says ${differs.join(' and ')}, but its hash is the one of snapshot ${id}, number ${listed.number ?? 'unknown'}, of study ${listed.study}: the line was altered or copied wrongly`,
    };
  return {
    at,
    passed: `the given head is snapshot ${id} of this chain, and ${at === 0 ? 'the newest one' : `${at} later ones continue it`}`,
  };
}
