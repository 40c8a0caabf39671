import { enumerated, normalised, quote } from '../../../lib/index.ts';

/** Words of sheets that are no names of people, in the languages of common spreadsheet programs. */
const COMMON_WORDS = new Set(
  (
    'all and answers batch blad blatt case cases codebook comments criteria data export feuil feuille foglio form hoja' +
    ' instructions items key legend list model models notes page part pilot planilha preferences preference prompts' +
    ' question questions ratings rating raw readme responses response results result round sample scores score sheet study' +
    ' summary survey tabelle table test values vote votes лист シート 工作表'
  ).split(' '),
);

const MAX_NAMED_SHEETS = 10;
const WORDS = /[\p{L}]+/gu;

/** Whether a name consists of common words and numbers, so that it is no name of a person. */
const isCommon = (name: string): boolean => {
  const words = name.toLowerCase().match(WORDS) ?? [];
  return words.length > 0 && words.every((word) => COMMON_WORDS.has(word));
};

/**
 * The names of sheets for a message. A sheet may be named after a clinician, so only common names are shown.
 * @param names names of sheets, with their positions in the workbook from 1
 */
export function sheetsInWords(names: readonly (readonly [name: string, position: number])[]): string {
  const shown = names
    .slice(0, MAX_NAMED_SHEETS)
    .map(([name, position]) => (isCommon(name) ? quote(name) : `sheet ${position}`));
  const more = names.length - shown.length;
  return enumerated(more > 0 ? [...shown, `${more} more`] : shown);
}

/** Sheets of one workbook differ in more than case. */
export const sheetKey = (name: string): string => normalised(name).toLowerCase();
