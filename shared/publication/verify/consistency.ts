import {
  type ClaimSettings,
  claimSettings,
  claimSettingsHash,
  type Manifest,
  type Operations,
  postHocChanges,
  protocol as protocolSchema,
  type Snapshot,
  settingsBefore,
} from '../../contracts/index.ts';
import { snapshotId } from '../keys.ts';
import { toStep } from '../public/coarse.ts';

/** Checks that values without a recomputation are at least consistent. Returns a sentence per contradiction. */
export function contradictions(
  { lock, postHoc, participation, totals, protocol, publicEdition }: Snapshot,
  { study, snapshot, time, madeUp = false, changes, lock: stated }: Operations,
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
      !labelFits({ lock, postHoc, protocol }),
      'snapshot.json: lock, postHoc and the protocol contradict each other, so a post hoc change was hidden or made up',
    ],
    [
      // A public edition states the lock in snapshot.json only.
      lock !== undefined && publicEdition === undefined && JSON.stringify(lock) !== JSON.stringify(stated),
      'snapshot.json and operations.json differ on the lock of the settings',
    ],
    [
      lock === undefined && stated !== undefined && !hasLockedSettings(protocol, stated),
      'operations.json states a lock of other settings than those of the protocol, but snapshot.json lists no change: a post hoc change was hidden',
    ],
    [
      manifest.postHoc !== postHoc?.length,
      'manifest.json and snapshot.json differ on the number of settings that were changed post hoc',
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

function settingsOfPublished({ hash: _, ...given }: Snapshot['protocol']): ClaimSettings {
  return claimSettings(protocolSchema.parse(given));
}

/** Whether the settings of a protocol are the locked ones. */
export const hasLockedSettings = (
  protocol: Snapshot['protocol'],
  { settings }: NonNullable<Snapshot['lock']>,
): boolean => claimSettingsHash(settingsOfPublished(protocol)) === settings;

/**
 * Whether the list of changes and the protocol give the settings with the hash of the lock. The hash covers every locked
 * setting, so no change can be left out.
 */
function labelFits({
  lock,
  postHoc = [],
  protocol,
}: Pick<Snapshot, 'lock' | 'postHoc' | 'protocol'>): boolean {
  if (!lock) return postHoc.length === 0;
  const now = settingsOfPublished(protocol);
  const before = settingsBefore(now, postHoc);
  return (
    claimSettingsHash(before) === lock.settings &&
    JSON.stringify(postHocChanges(before, now)) === JSON.stringify(postHoc)
  );
}
