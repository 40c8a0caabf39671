import type { Manifest, Operations, Snapshot } from '../../contracts/index.ts';
import { snapshotId } from '../keys.ts';
import { toStep } from '../public/coarse.ts';

/** Checks that values without a recomputation are at least consistent. Returns a sentence per contradiction. */
export function contradictions(
  { participation, totals, protocol, publicEdition }: Snapshot,
  { study, snapshot, time, madeUp = false, changes }: Operations,
  manifest: Manifest,
): string[] {
  const { countries, suppressed } = participation;
  const { suppressBelow } = protocol;
  // A public edition rounds the number of clinicians, which may then be below the limit.
  const least = publicEdition ? toStep(suppressBelow, publicEdition.countStep) : suppressBelow;
  const wrong: [boolean, string][] = [
    [
      snapshotId(manifest.time, manifest.inputs) !== manifest.snapshot,
      `manifest.json: the snapshot's name ${manifest.snapshot} does not match its time and inputs`,
    ],
    [
      study !== manifest.study || snapshot !== manifest.snapshot || time !== manifest.time,
      'operations.json belongs to another snapshot than manifest.json',
    ],
    [
      madeUp !== (protocol.madeUp ?? false),
      'operations.json and the protocol in snapshot.json differ on whether the data are made up',
    ],
    [
      changes !== null && changes.since !== manifest.previous,
      'operations.json describes changes since another snapshot than the previous one',
    ],
    [
      countries.length + suppressed !== totals.countries,
      `snapshot.json: participation counts ${countries.length + suppressed} countries, totals.countries says ${totals.countries}`,
    ],
    [
      countries.some(({ clinicians }) => clinicians < least),
      `snapshot.json: participation names a country of fewer than ${suppressBelow} clinicians`,
    ],
    [
      countries.some(({ clinicians }) => clinicians > totals.clinicians),
      `snapshot.json: participation gives a country more clinicians than totals.clinicians (${totals.clinicians})`,
    ],
  ];
  return wrong.filter(([holds]) => holds).map(([, message]) => message);
}
