import { addInto, type Counts } from '../cells/cell.ts';
import { importIdOf } from '../import-log/import-id.ts';
import type { ImportIdentity, ImportLog, ImportState, Settled } from '../import-log/import-log.ts';
import type { ImportAddition } from '../port.ts';

const sum = (a: Counts, b: Counts): Counts => {
  const both = new Map(a);
  addInto(both, b);
  return both;
};

/** The items of imports, in memory. */
export class MemoryImportLog implements ImportLog {
  readonly #states = new Map<string, ImportState>();
  readonly #groups = new Map<string, Set<string>>();

  async takeOver(identity: ImportIdentity, now: string) {
    const held = this.#states.get(keyOf(identity));
    if (held && held.status !== 'running') return held;
    const state: ImportState = held
      ? { ...held, epoch: held.epoch + 1, stalled: held.stalled + 1 }
      : { ...NEW_IMPORT, startedAt: now };
    this.#states.set(keyOf(identity), state);
    return state;
  }

  async keepSurvey(identity: ImportIdentity, epoch: number, survey: string) {
    return this.#move(identity, epoch, () => ({ survey }));
  }

  async join(identity: ImportIdentity, group: string) {
    const key = `${identity.study}#${group}`;
    const members = this.#groups.get(key) ?? new Set();
    this.#groups.set(key, members.add(importIdOf(identity)));
    return members;
  }

  async plan(identity: ImportIdentity, epoch: number, windowEnd: number) {
    return this.#move(identity, epoch, () => ({ windowEnd }));
  }

  async checkpoint(
    identity: ImportIdentity,
    epoch: number,
    { position, place, unchanged, rejects, notes }: Settled,
  ) {
    return this.#move(identity, epoch, (state) =>
      position <= state.position
        ? {}
        : {
            position,
            place,
            windowEnd: null,
            stalled: 0,
            committedBefore: state.committed,
            unchanged: sum(state.unchanged, unchanged),
            rejects: sum(state.rejects, rejects),
            notes: sum(state.notes, notes),
          },
    );
  }

  async read(identity: ImportIdentity) {
    return this.#states.get(keyOf(identity)) ?? null;
  }

  async readById(study: string, importId: string) {
    return this.#states.get(`${study}#${importId}`) ?? null;
  }

  async finish(identity: ImportIdentity, epoch: number, status: 'finished' | 'failed') {
    const held = this.#states.get(keyOf(identity));
    if (held?.epoch === epoch && held.status === status) return true;
    return this.#move(identity, epoch, () => ({ status }));
  }

  /** Whether the import is running and still has the worker's epoch. */
  holds(study: string, { importId, epoch }: Omit<ImportAddition, 'outcomes'>): boolean {
    const state = this.#states.get(`${study}#${importId}`);
    return state?.epoch === epoch && state.status === 'running';
  }

  count(study: string, { importId, outcomes }: ImportAddition): void {
    const key = `${study}#${importId}`;
    const state = this.#states.get(key);
    if (state) this.#states.set(key, { ...state, committed: sum(state.committed, outcomes) });
  }

  #move(identity: ImportIdentity, epoch: number, change: (state: ImportState) => Partial<ImportState>) {
    const state = this.#states.get(keyOf(identity));
    if (state?.epoch !== epoch || state.status !== 'running') return false;
    this.#states.set(keyOf(identity), { ...state, ...change(state) });
    return true;
  }
}

const keyOf = (identity: ImportIdentity): string => `${identity.study}#${importIdOf(identity)}`;

const NO_COUNTS: Counts = new Map();
const NEW_IMPORT: Omit<ImportState, 'startedAt'> = {
  epoch: 1,
  position: 0,
  place: null,
  windowEnd: null,
  committed: NO_COUNTS,
  committedBefore: NO_COUNTS,
  unchanged: NO_COUNTS,
  rejects: NO_COUNTS,
  notes: NO_COUNTS,
  survey: null,
  stalled: 0,
  status: 'running',
};
