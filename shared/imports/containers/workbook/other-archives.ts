import { UnreadableFile } from '../../unreadable-file.ts';
import { WORKBOOK_PART } from './describe-workbook.ts';
import { SAVE_AS_CSV } from './workbook-errors.ts';
import type { ZipParts } from './zip-parts.ts';

/** Other zip archives by one of their parts, and the remedy. */
const OTHERS: readonly (readonly [part: string, what: string])[] = [
  [
    'xl/workbook.bin',
    'a binary Excel workbook (.xlsb). Save it as an Excel workbook (.xlsx), or as CSV UTF-8.',
  ],
  [
    'content.xml',
    'an OpenDocument file, such as a spreadsheet (.ods). Save it as an Excel workbook (.xlsx), or as CSV UTF-8.',
  ],
  ['index/document.iwa', 'a file of Apple Numbers. Export it as an Excel workbook (.xlsx), or as CSV.'],
];

/** @throws UnreadableFile for a zip archive that is no Excel workbook */
export function refuseOtherArchive(parts: ZipParts): void {
  if (parts.has(WORKBOOK_PART)) return;
  for (const [part, what] of OTHERS) if (parts.has(part)) throw new UnreadableFile(`it is ${what}`);
  throw new UnreadableFile(`it is a zip archive. Unpack it, and upload the files in it. ${SAVE_AS_CSV}.`);
}
