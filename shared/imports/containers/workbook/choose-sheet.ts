import { UnreadableFile } from '../../unreadable-file.ts';
import type { Sheet } from './describe-workbook.ts';
import { sheetKey, sheetsInWords } from './sheet-names.ts';

/**
 * Chooses the sheet to read: the declared one of the mapping, or else the only visible one with content.
 * @param declared the name of the sheet in the mapping
 * @param isFilled whether a sheet has a cell with content
 * @returns null if no sheet has content
 * @throws UnreadableFile with the sheets, if several have content, if only hidden ones have, or if none has the declared name
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
  const filled = await filledAmong(sheets, true, isFilled);
  if (filled.length === 1) return filled[0]!;
  if (filled.length > 1)
    throw new UnreadableFile(
      `it is a workbook in which several sheets have content: ${listed(filled, sheets)}. One of them is read. Name it in the` +
        ' mapping next to the file, as "table": {"sheet": "Votes"}, and save the others as files of their own; or delete' +
        ' the others.',
    );
  const hidden = await filledAmong(sheets, false, isFilled);
  if (hidden.length === 0) return null;
  throw new UnreadableFile(
    `it is a workbook in which only hidden sheets have content: ${listed(hidden, sheets)}. Show the sheet to read, or name it` +
      ' in the mapping next to the file, as "table": {"sheet": "Votes"}.',
  );
}

async function filledAmong(
  sheets: readonly Sheet[],
  areVisible: boolean,
  isFilled: (sheet: Sheet) => Promise<boolean>,
): Promise<Sheet[]> {
  const filled: Sheet[] = [];
  for (const sheet of sheets)
    if (sheet.isVisible === areVisible && (await isFilled(sheet))) filled.push(sheet);
  return filled;
}

const listed = (named: readonly Sheet[], all: readonly Sheet[]): string =>
  sheetsInWords(named.map((sheet) => [sheet.name, all.indexOf(sheet) + 1]));
