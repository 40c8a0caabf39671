import { CHART_STYLE } from './style/charts.ts';
import { COLOURS } from './style/colours.ts';
import { LAYOUT } from './style/layout.ts';
import { PRINT } from './style/print.ts';
import { TABLES } from './style/tables.ts';

/** The style of all pages. It follows the reader's light or dark mode, and suits screens of any width and paper. */
export const STYLE = [COLOURS, LAYOUT, TABLES, CHART_STYLE, PRINT].join('');
