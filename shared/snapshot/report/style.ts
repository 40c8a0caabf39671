import { CHART_STYLE } from './style/charts.ts';
import { COLOURS } from './style/colours.ts';
import { LAYOUT } from './style/layout.ts';
import { PRINT } from './style/print.ts';
import { TABLES } from './style/tables.ts';

/** The style of all pages: light or dark as the reader's system is, for screens of any width and for paper. */
export const STYLE = [COLOURS, LAYOUT, TABLES, CHART_STYLE, PRINT].join('');
