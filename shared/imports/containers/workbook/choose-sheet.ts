import { UnreadableFile } from '../../unreadable-file.ts';
import type { Sheet } from './describe-workbook.ts';
import { sheetKey, sheetsInWords } from './sheet-names.ts';

/**
 * Chooses the sheet to read: the declared one of the mapping, or else the only visible one with content.
 * @param declared the name of the sheet in the mapping
 * @param isFilled whether a sheet has a cell with content
 * @returns null if no visible sheet has content
 * @throws UnreadableFile with the sheets, if several have content or none has the declared name
 * @see docs/decisions/0114-one-sheet-of-a-workbook-is-read.md
 */
export async function chooseSheet(
  sheets: readonly Sheet[],
  declared: string | undefined,
  isFilled: (sheet: Sheet) => Promise<boolean>,
): Promise<Sheet | null> {
  if (declared !== undefined) {
    const found = sheets.find(({ name }) => sheetKey(name) === sheetKey(declared));
    if (found) return found;
    throw new UnreadableFile(
      'it is a workbook without the sheet that "table": {"sheet": …} of the mapping names. It has' +
        ` ${listed(sheets, sheets)}. Correct the name.`,
    );
  }
  const visible = sheets.filter(({ isVisible }) => isVisible);
  const filled: Sheet[] = [];
  for (const sheet of visible) if (await isFilled(sheet)) filled.push(sheet);
  if (filled.length < 2) return filled[0] ?? null;
  throw new UnreadableFile(
    `it is a workbook in which several sheets have content: ${listed(filled, sheets)}. One of them is read. Name it in the` +
      ' mapping next to the file, as "table": {"sheet": "Votes"}, and save the others as files of their own; or delete' +
      ' the others.',
  );
}

const listed = (named: readonly Sheet[], all: readonly Sheet[]): string =>
  sheetsInWords(named.map((sheet) => [sheet.name, all.indexOf(sheet) + 1]));
