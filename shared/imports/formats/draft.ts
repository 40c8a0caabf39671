import type { Fault, Note } from '../../contracts/index.ts';

/** An event under construction from a record: its fields, the rules that were applied, and the first fault. */
export class Draft {
  readonly fields = new Map<string, unknown>();
  readonly notes: Note[] = [];
  fault: Fault | null = null;

  /** Sets a field from the record. Undefined means that the record does not have it. */
  set(field: string, value: unknown): void {
    if (value !== undefined) this.fields.set(field, value);
  }

  /** Sets a field that has no value yet. */
  fill(field: string, value: unknown): void {
    if (!this.fields.has(field)) this.set(field, value);
  }

  refuse(fault: Fault): void {
    this.fault ??= fault;
  }

  refuseField(field: string, message: string): void {
    this.refuse({ reason: 'invalid_value', field, message: `${field}: ${message}` });
  }
}

/** Adds one part to an event. */
export type DraftStep = (draft: Draft, record: unknown, key: string | undefined) => void;
