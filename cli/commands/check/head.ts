import { latest, manifest } from '../../../shared/contracts/index.ts';
import { MANIFEST } from '../../../shared/publication/index.ts';
import {
  headLine,
  MAX_MANIFEST_BYTES,
  manifestDigest,
  parse,
} from '../../../shared/publication/verify/index.ts';
import { CommandError, plain } from '../../command-line/terminal.ts';
import { openPublishedPlace, openSnapshotFolder } from './snapshot-folders.ts';

/** `primum head`: prints one line that identifies a snapshot and all snapshots before it, for minutes. */
export async function headCommand(place: string): Promise<void> {
  const { snapshot, study } = await openPublishedPlace(place);
  const folder = snapshot ?? (await openSnapshotFolder(place));
  const body = await folder.read(MANIFEST, MAX_MANIFEST_BYTES);
  const unreadable = (why: string) => new CommandError(`${plain(folder.name)}: ${plain(why)}`);
  if (!body) throw unreadable(`there is no ${MANIFEST}`);
  const { value, faults } = parse(MANIFEST, manifest, body);
  if (!value) throw unreadable(faults.join('; '));
  const hash = manifestDigest(body);
  if (snapshot === null) {
    const pointer = await study!.read('latest.json', MAX_MANIFEST_BYTES);
    const named = parse('latest.json', latest, pointer ?? undefined).value?.manifest.sha256;
    if (named !== hash)
      throw unreadable(
        `${MANIFEST} has the SHA-256 ${hash}, but latest.json names ${named}: verify the study, and write down no head`,
      );
  }
  console.log(plain(headLine(value, hash)));
}
