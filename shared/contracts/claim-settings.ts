import { createHash } from 'node:crypto';
import * as z from 'zod';
import { byCodeUnit } from '../lib/index.ts';
import type { Protocol } from './protocol.ts';

/**
 * Whether each field of a protocol decides claims. `claims`: it may change an interval, a zone, a cleared rate, the top set or
 * the verdict. `other`: it changes labels, privacy or the way of delivery only. A new field must be in this list.
 * @see docs/decisions/0145-settings-are-locked.md
 */
export const ROLE_OF_FIELD = {
  criteria: 'claims',
  tolerance: 'claims',
  ceiling: 'claims',
  regretMargin: 'claims',
  minimumN: 'claims',
  confidence: 'claims',
  falseDiscoveryRate: 'claims',
  unratedRatio: 'claims',
  multiplicity: 'claims',
  // A listed name is a hypothesis, although it has no data yet.
  models: 'claims',
  specialties: 'claims',
  // Two specialties that are counted as one can hide the no-go zone of one of them.
  aliases: 'claims',
  design: 'claims',
  prompts: 'claims',
  cluster: 'claims',
  title: 'other',
  madeUp: 'other',
  pilot: 'other',
  orderUnknown: 'other',
  public: 'other',
  publishCells: 'other',
  suppressBelow: 'other',
  mapping: 'other',
} as const satisfies Readonly<Record<keyof Protocol, 'claims' | 'other'>>;

const settingValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);
type SettingValue = z.output<typeof settingValue>;

/** The settings that decide claims, by their place in the protocol, such as `tolerance.composite`. Absent settings have no entry. */
export type ClaimSettings = ReadonlyMap<string, SettingValue>;

export const postHocSchema = z.object({
  setting: z.string().describe('The place in the protocol, such as `tolerance.composite`.'),
  locked: settingValue.nullable().describe('The value that was locked. Null: it was absent.'),
  now: settingValue.nullable().describe('The value in force. Null: it is absent.'),
});
export type PostHocChange = z.output<typeof postHocSchema>;

/** The settings of a protocol that decide claims. Lists of names are sorted, because their order decides nothing. */
export function claimSettings({ criteria, ...protocol }: Protocol): ClaimSettings {
  const found = new Map<string, SettingValue>();
  const add = (path: string, value: unknown): void => {
    if (value === undefined || value === null) return;
    if (Array.isArray(value)) found.set(path, [...(value as string[])].sort(byCodeUnit));
    else if (typeof value !== 'object') found.set(path, value as SettingValue);
    else for (const [key, inner] of Object.entries(value)) add(`${path}.${key}`, inner);
  };
  add(
    'criteria',
    criteria.map(({ id }) => id),
  );
  add(
    'criteria.safetyCritical',
    criteria.filter(({ safetyCritical }) => safetyCritical).map(({ id }) => id),
  );
  for (const [field, value] of Object.entries(protocol))
    if (ROLE_OF_FIELD[field as keyof Protocol] === 'claims') add(field, value);
  return new Map([...found].sort(([a], [b]) => byCodeUnit(a, b)));
}

/** SHA-256, in hex, of the settings as sorted lines of JSON. */
export function claimSettingsHash(settings: ClaimSettings): string {
  const hash = createHash('sha256');
  for (const [setting, value] of [...settings].sort(([a], [b]) => byCodeUnit(a, b)))
    hash.update(`${JSON.stringify([setting, value])}\n`);
  return hash.digest('hex');
}

/** The settings that differ from the locked ones, in the order of their names. */
export function postHocChanges(locked: ClaimSettings, now: ClaimSettings): PostHocChange[] {
  const settings = [...new Set([...locked.keys(), ...now.keys()])].sort(byCodeUnit);
  return settings
    .map((setting) => ({
      setting,
      locked: locked.get(setting) ?? null,
      now: now.get(setting) ?? null,
    }))
    .filter((change) => JSON.stringify(change.locked) !== JSON.stringify(change.now));
}

/** The locked settings, from those in force and the changes since the lock. */
export function settingsBefore(now: ClaimSettings, changes: readonly PostHocChange[]): ClaimSettings {
  const before = new Map(now);
  for (const { setting, locked } of changes)
    if (locked === null) before.delete(setting);
    else before.set(setting, locked);
  return before;
}
