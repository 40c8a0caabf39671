import { type Manifest, manifest, type Snapshot, snapshot } from '../../../shared/contracts/index.ts';
import { compareSnapshots, MANIFEST } from '../../../shared/publication/index.ts';
import { MAX_MANIFEST_BYTES, parse, readFile } from '../../../shared/publication/verify/index.ts';
import { CommandError, plain, usageError } from '../../command-line/terminal.ts';
import { comparisonText } from './comparison-text.ts';
import { openSnapshotFolder } from './snapshot-folders.ts';

export interface DiffOptions {
  readonly json?: boolean;
}

/** `primum diff`: lists the changes from one snapshot of a study to another. */
export async function diff(older: string, newer: string, { json = false }: DiffOptions): Promise<void> {
  const [before, after] = [await loadSnapshot(older), await loadSnapshot(newer)];
  if (before.audit.study !== after.audit.study)
    throw usageError(
      `these are snapshots of two studies, "${plain(before.audit.study)}" and "${plain(after.audit.study)}"`,
    );
  const comparison = compareSnapshots(before.audit, after.audit, before.manifest.snapshot);
  if (json) {
    const { study } = after.audit;
    const names = { study, from: before.manifest.snapshot, to: after.manifest.snapshot };
    console.log(JSON.stringify({ ...names, ...comparison }, null, 1));
    return;
  }
  console.log(
    `Study ${plain(after.audit.study)}: ${plain(before.manifest.snapshot)} → ${plain(after.manifest.snapshot)}\n`,
  );
  console.log(comparisonText(comparison, after.audit));
}

/** Loads the audit of a snapshot, and checks that it is the file in the manifest. */
async function loadSnapshot(place: string): Promise<{ manifest: Manifest; audit: Snapshot }> {
  const folder = await openSnapshotFolder(place);
  const unreadable = (faults: readonly string[]) =>
    new CommandError(`${plain(folder.name)}: ${plain(faults.join('; '))}`);
  const listed = parse(MANIFEST, manifest, (await folder.read(MANIFEST, MAX_MANIFEST_BYTES)) ?? undefined);
  if (!listed.value) throw unreadable(listed.faults);
  const entry = listed.value.files.find(({ name }) => name === 'snapshot.json');
  if (!entry) throw unreadable(['its manifest does not name snapshot.json']);
  const read = await readFile(folder, entry);
  if ('fault' in read) throw unreadable([read.fault]);
  const audit = parse('snapshot.json', snapshot, read.body);
  if (!audit.value) throw unreadable(audit.faults);
  return { manifest: listed.value, audit: audit.value };
}
