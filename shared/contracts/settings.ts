import type { Protocol } from './protocol.ts';

/** What of a criterion the tallies depend on. */
export interface FrozenCriterion {
  readonly id: string;
  /** One character: the criterion's name in the tables. */
  readonly code: string;
  readonly safetyCritical: boolean;
}

/**
 * What tallies depend on. Written once, with a study's first event; tallies use only this, so that a later
 * change of the protocol cannot make old counters mean something else.
 */
export interface Settings {
  readonly criteria: readonly FrozenCriterion[];
  /** Fingerprint of the secret that makes the clinicians' pseudonyms, and so their groups. */
  readonly secretFingerprint: string;
}

export const settingsOf = (protocol: Protocol, secretFingerprint: string): Settings => ({
  criteria: protocol.criteria.map(({ id, code, safetyCritical }) => ({ id, code, safetyCritical })),
  secretFingerprint,
});

/** How settings that a writer brings stand to those frozen with the study. */
export type Fit = 'same' | 'extends' | 'other secret' | 'other criteria';

/** Appending criteria that are not safety-critical changes no counter; anything else needs a recount. */
export function fit(frozen: Settings, offered: Settings): Fit {
  if (frozen.secretFingerprint !== offered.secretFingerprint) return 'other secret';
  const kept = frozen.criteria.every((criterion, index) => sameCriterion(criterion, offered.criteria[index]));
  const added = offered.criteria.slice(frozen.criteria.length);
  if (!kept || added.some(({ safetyCritical }) => safetyCritical)) return 'other criteria';
  return added.length === 0 ? 'same' : 'extends';
}

const sameCriterion = (a: FrozenCriterion, b: FrozenCriterion | undefined): boolean =>
  b !== undefined && a.id === b.id && a.code === b.code && a.safetyCritical === b.safetyCritical;
