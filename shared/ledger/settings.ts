import type { Protocol } from '../contracts/index.ts';
import { OwnError } from '../lib/index.ts';

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

/**
 * Checks whether a writer with the offered settings may write to a study.
 *
 * @returns whether the frozen settings are the same, or must be extended
 * @throws SettingsRefused if counters of the frozen settings cannot be continued with the offered ones
 */
export function admitSettings(study: string, frozen: Settings, offered: Settings): 'same' | 'extends' {
  const relation = compareSettings(frozen, offered);
  if (relation === 'other secret')
    throw new SettingsRefused(
      `the study ${study} was begun with another pseudonymisation secret (fingerprint ` +
        `${frozen.secretFingerprint}, not ${offered.secretFingerprint}): under this one its clinicians would count twice`,
    );
  if (relation === 'other criteria')
    throw new SettingsRefused(
      `the study ${study} was begun with other criteria (${frozen.criteria.map(({ id }) => id).join(', ')}): ` +
        'only criteria that are not safety-critical may be added, at the end; any other change needs a recount',
    );
  return relation;
}

/** The secret or the criteria of a writer are not those of the study. */
export class SettingsRefused extends OwnError {
  override readonly name = 'SettingsRefused';
}
