import type { Protocol } from './protocol.ts';

/** The properties of a criterion on which the tallies depend. */
export interface FrozenCriterion {
  readonly id: string;
  /** One character: the name of the criterion in the tables. */
  readonly code: string;
  readonly safetyCritical: boolean;
}

/**
 * The settings on which tallies depend. They are written once, with the first event of a study. Tallies use only
 * these settings, so that a later change of the protocol cannot change the meaning of old counters.
 */
export interface Settings {
  readonly criteria: readonly FrozenCriterion[];
  /** Fingerprint of the secret for the pseudonyms of clinicians. Their groups depend on it. */
  readonly secretFingerprint: string;
}

export const settingsOf = (protocol: Protocol, secretFingerprint: string): Settings => ({
  criteria: protocol.criteria.map(({ id, code, safetyCritical }) => ({ id, code, safetyCritical })),
  secretFingerprint,
});

/** The relation of a writer's settings to those frozen with the study. */
export type SettingsRelation = 'same' | 'extends' | 'other secret' | 'other criteria';

/** Appending criteria that are not safety-critical changes no counter. All other changes need a recount. */
export function compareSettings(frozen: Settings, offered: Settings): SettingsRelation {
  if (frozen.secretFingerprint !== offered.secretFingerprint) return 'other secret';
  const kept = frozen.criteria.every((criterion, index) => sameCriterion(criterion, offered.criteria[index]));
  const added = offered.criteria.slice(frozen.criteria.length);
  if (!kept || added.some(({ safetyCritical }) => safetyCritical)) return 'other criteria';
  return added.length === 0 ? 'same' : 'extends';
}

const sameCriterion = (a: FrozenCriterion, b: FrozenCriterion | undefined): boolean =>
  b !== undefined && a.id === b.id && a.code === b.code && a.safetyCritical === b.safetyCritical;
