import type { PostHocChange, Snapshot } from '../../contracts/index.ts';
import { several } from '../../lib/index.ts';

/**
 * The label of an audit whose settings were changed after they had been locked.
 * @see docs/decisions/0145-settings-are-locked.md
 */
export const POST_HOC = 'Post hoc';

/** The label of an audit whose settings are not locked yet, because its study is a pilot. */
const PILOT = 'Pilot';

export const PILOT_NOTE = 'The settings that decide claims are not locked, and may still change.';

/** The field of a published file: the number of changed settings. It is present only if there are some. */
export const postHocField = ({ postHoc }: Pick<Snapshot, 'postHoc'>): { postHoc?: number } =>
  postHoc ? { postHoc: postHoc.length } : {};

type Locked = Pick<Snapshot, 'postHoc' | 'protocol'> & { readonly lock?: Snapshot['lock'] | undefined };

/** The labels of an audit, for its title. */
export const settingsLabels = ({ lock, postHoc, protocol }: Locked): string[] => [
  ...(postHoc ? [POST_HOC] : []),
  ...(protocol.pilot && !lock ? [PILOT] : []),
];

/** The sentence that says when the settings were locked, and whether results were known by then. */
export function lockText({ lock, protocol }: Locked): string {
  if (!lock) return protocol.pilot ? `Pilot. ${PILOT_NOTE}` : 'Not locked.';
  const known =
    lock.snapshots === null
      ? ''
      : lock.snapshots === 0
        ? ', before any result was published'
        : `, after ${several(lock.snapshots, 'snapshot')} had been published`;
  return `Locked${lock.at === null ? '' : ` on ${lock.at.slice(0, 10)}`}${known}.`;
}

/** The sentence above the list of changes. Null without a change. */
export function postHocSentence({ lock, postHoc }: Locked): string | null {
  if (!postHoc) return null;
  const since = lock?.at ? ` on ${lock.at.slice(0, 10)}` : '';
  return `Every claim here is post hoc: ${several(postHoc.length, 'setting')} that ${postHoc.length === 1 ? 'decides' : 'decide'} claims changed after the lock${since}.`;
}

/** A change in words, such as `tolerance.composite: locked 0.2, now 0.3`. Of lists, only the differing names are shown. */
export function postHocText({ setting, locked, now }: PostHocChange): string {
  if (!Array.isArray(locked) || !Array.isArray(now))
    return `${setting}: locked ${shown(locked)}, now ${shown(now)}`;
  const [before, after] = [new Set(locked), new Set(now)];
  const added = now.filter((name) => !before.has(name));
  const removed = locked.filter((name) => !after.has(name));
  return [
    setting,
    [
      ...(added.length > 0 ? [`added ${shown(added)}`] : []),
      ...(removed.length > 0 ? [`removed ${shown(removed)}`] : []),
    ].join(', '),
  ].join(': ');
}

/** Maximum number of names of a list that are shown. */
const MAX_SHOWN_NAMES = 5;

function shown(value: PostHocChange['now']): string {
  if (value === null) return 'nothing';
  if (!Array.isArray(value)) return String(value);
  const more = value.length - MAX_SHOWN_NAMES;
  return value.slice(0, MAX_SHOWN_NAMES).join(', ') + (more > 0 ? ` and ${several(more, 'other')}` : '');
}
