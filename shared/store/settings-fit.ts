import { type Fit, fit as fitOf, type Settings } from '../contracts/settings.ts';
import { SettingsRefused } from './port.ts';

/**
 * Whether the settings in force are the same as those offered, or to be extended by them.
 * @throws SettingsRefused where counters under `frozen` could not be continued under `offered`.
 */
export function admit(study: string, frozen: Settings, offered: Settings): Extract<Fit, 'same' | 'extends'> {
  const how = fitOf(frozen, offered);
  if (how === 'other secret')
    throw new SettingsRefused(
      `the study ${study} was begun with another pseudonymisation secret (fingerprint ` +
        `${frozen.secretFingerprint}, not ${offered.secretFingerprint}): under this one its clinicians would count twice`,
    );
  if (how === 'other criteria')
    throw new SettingsRefused(
      `the study ${study} was begun with other criteria (${frozen.criteria.map(({ id }) => id).join(', ')}): ` +
        'only criteria that are not safety-critical may be added, at the end; any other change needs a recount',
    );
  return how;
}
