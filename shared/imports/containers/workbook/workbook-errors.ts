import { BrokenOff, UnreadableFile } from '../../unreadable-file.ts';

/** The remedy for a workbook that cannot be read. */
export const SAVE_AS_CSV = 'Save each sheet as a file of its own, with "Save as" and the type "CSV UTF-8"';

export const damagedWorkbook = (how: string): BrokenOff =>
  new BrokenOff(
    `it is a workbook that is damaged or cut off (${how}). Open it in a spreadsheet program, and save it again.`,
  );

export const tooLarge = (what: string): UnreadableFile =>
  new UnreadableFile(`it is a workbook with ${what}, which is more than can be read. ${SAVE_AS_CSV}.`);
