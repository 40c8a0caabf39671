import type { Snapshot } from '../../contracts/snapshot.ts';
import { snapshotId } from '../keys.ts';
import type { Manifest } from '../manifest.ts';
import type { Operations } from '../operations.ts';

/** What cannot be recomputed must at least agree with itself: what does not, a sentence each. */
export function contradictions(
  { participation, totals, protocol }: Snapshot,
  { study, snapshot, time, madeUp = false, changes }: Operations,
  manifest: Manifest,
): string[] {
  const { countries, suppressed } = participation;
  const wrong: [boolean, string][] = [
    [
      snapshotId(manifest.time, manifest.inputs) !== manifest.snapshot,
      `manifest.json: the snapshot's name ${manifest.snapshot} is not made of its time and inputs`,
    ],
    [
      study !== manifest.study || snapshot !== manifest.snapshot || time !== manifest.time,
      'operations.json is of another snapshot than manifest.json',
    ],
    [
      madeUp !== (protocol.madeUp ?? false),
      'operations.json and the protocol in snapshot.json differ on whether the data are made up',
    ],
    [
      changes !== null && changes.since !== manifest.previous,
      'operations.json tells changes since another snapshot than the one before',
    ],
    [
      countries.length + suppressed !== totals.countries,
      `snapshot.json: participation counts ${countries.length + suppressed} countries, totals.countries says ${totals.countries}`,
    ],
    [
      countries.some(({ clinicians }) => clinicians < protocol.suppressBelow),
      `snapshot.json: participation names a country of fewer than ${protocol.suppressBelow} clinicians`,
    ],
    [
      countries.some(({ clinicians }) => clinicians > totals.clinicians),
      `snapshot.json: participation gives a country more than the ${totals.clinicians} clinicians of totals.clinicians`,
    ],
  ];
  return wrong.filter(([holds]) => holds).map(([, message]) => message);
}
