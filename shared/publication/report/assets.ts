import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Reads a file of the folder `assets`, which is next to this module, or next to the bundle. */
const read = (file: string): string => readFileSync(join(import.meta.dirname, 'assets', file), 'utf8');

const SHEETS = ['colours.css', 'layout.css', 'tables.css', 'charts.css', 'print.css'];

/** The style of all pages. It follows the reader's light or dark mode, and suits screens of any width and paper. */
export const STYLE = SHEETS.map(read).join('');

/** The script of the report. */
export const SCRIPT = read('report.js');
