import { compareSettings, type Settings } from '../contracts/index.ts';
import { SettingsRefused } from './port.ts';

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
