import type { Fault } from '../../contracts/reject.ts';
import type { Note } from './notes.ts';

/** An event that is being made of a record: its fields, what was decided by a rule, and the first thing found wrong. */
export class Draft {
  readonly fields = new Map<string, unknown>();
  readonly notes: Note[] = [];
  fault: Fault | null = null;

  /** Sets a field that the record tells; what is undefined is not told. */
  set(field: string, value: unknown): void {
    if (value !== undefined) this.fields.set(field, value);
  }

  /** Sets a field that nothing before has told. */
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

/** Does its part of an event. */
export type Step = (draft: Draft, record: unknown, key: string | undefined) => void;
