export type { Container } from '../formats/format.ts';
export { type Inspection, inspectFile } from './inspect-file.ts';
export type { Looked } from './look-through.ts';
export type { Survey } from './survey.ts';
