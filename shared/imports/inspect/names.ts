import type { Pseudonymous } from '../../ledger/index.ts';
import { count } from '../../lib/index.ts';

/** More specialties and models than any study has. */
const MAX_PLAUSIBLE_NAMES = { specialties: 200, models: 300 } as const;
/** Minimum number of names that can be too many for a short file. */
const MIN_SUSPECT_NAMES = 20;
/** Minimum number of clinicians. Fewer may each have a different specialty by chance. */
const MIN_CLINICIANS = 5;
/** Maximum number of distinct names that are counted. */
const MAX_COUNTED_NAMES = 100_000;

type What = keyof typeof MAX_PLAUSIBLE_NAMES;

/**
 * Counts the specialties and models of a file's events, to detect a column with other contents. Names in these two
 * columns are published, so names of people must not be there.
 */
export function namesIn() {
  let events = 0;
  const clinicians = new Set<string>();
  const names = { specialties: new Set<string>(), models: new Set<string>() };
  const pairs = { specialties: new Set<string>(), models: new Set<string>() };
  const add = (what: What, name: string, clinician: string) => {
    hold(names[what], name);
    hold(pairs[what], JSON.stringify([clinician, name]));
  };
  return {
    add(event: Pseudonymous): void {
      if (event.kind === 'retraction') return;
      const { clinician } = event;
      events += 1;
      hold(clinicians, clinician);
      add('specialties', event.specialty, clinician);
      for (const model of event.kind === 'vote' ? [event.first, event.second] : [event.model])
        add('models', model, clinician);
    },
    /** Warnings about names that may be people. */
    warnings(): string[] {
      return (['specialties', 'models'] as const).flatMap((what) => {
        const { size } = names[what];
        const isMany = size > MAX_PLAUSIBLE_NAMES[what] || (size >= MIN_SUSPECT_NAMES && 2 * size > events);
        const isOneEach = size >= MIN_CLINICIANS && size === clinicians.size && size === pairs[what].size;
        if (!isMany && !isOneEach) return [];
        const why = isMany ? `in ${count(events)} events` : 'one for each clinician';
        return [`${count(size)} ${what}, ${why}: are they names of people? All ${what} are published`];
      });
    },
  };
}

function hold(names: Set<string>, name: string): void {
  if (names.size < MAX_COUNTED_NAMES) names.add(name);
}
