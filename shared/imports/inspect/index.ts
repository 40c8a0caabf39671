export type { Container } from '../formats/format.ts';
export type { ColumnSummaries, ColumnSummary } from './column-summary.ts';
export { type Inspection, type InspectionOptions, inspectFile } from './inspect-file.ts';
export type { WordSurvey } from './word-survey.ts';
