import type { Fault } from '../contracts/reject.ts';

/**
 * One record of a file. A `message` is the contract itself: an event, or an array of events. A `row` is an event
 * made from columns: it may lack `judgment` and `at`, which are then filled in from its content and its source.
 */
export type SourceRecord = {
  /** Of the record's first line, from 1. */
  readonly line: number;
  /** Of the record's first byte in the unpacked file. */
  readonly byteOffset: number;
} & (
  | { readonly form: 'message' | 'row'; readonly value: unknown }
  | { readonly form: 'broken'; readonly fault: Fault }
);
