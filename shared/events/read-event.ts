import {
  type Event,
  event,
  type Fault,
  faultOf,
  type Protocol,
  type RejectReason,
} from '../contracts/index.ts';
import { quote } from '../lib/index.ts';
import { faultInSize } from './event-size.ts';
import { fieldNamingClinician } from './names-clinician.ts';
import { plainEvent } from './plain-event.ts';

export type ReadEvent =
  | { readonly ok: true; readonly event: Event }
  | { readonly ok: false; readonly fault: Fault };

const refuse = (reason: RejectReason, field: string, message: string): ReadEvent => ({
  ok: false,
  fault: { reason, field, message: `${field}: ${message}` },
});

/**
 * Reads one event from a decoded JSON value. Values are not coerced, and an unknown field is a fault. {@link
 * checkAgainstProtocol} checks the rules that depend on the study's protocol.
 */
export function readEvent(value: unknown): ReadEvent {
  const plain = plainEvent(value);
  if (plain) return checkNames(plain);
  const oversize = faultInSize(value);
  if (oversize) return { ok: false, fault: oversize };
  // A record schema silently skips this key, and the data under it would be lost.
  if (holdsPrototypeKey(value)) return refuse('unknown_field', '__proto__', 'is not a name that can be used');
  const read = event.safeParse(value, { reportInput: true });
  return read.success ? checkNames(read.data) : { ok: false, fault: faultOf(read.error) };
}

function checkNames(read: Event): ReadEvent {
  const field = fieldNamingClinician(read);
  if (field === null) return checkComparison(read);
  const kept = field === 'judgment' || field === 'item' ? 'ids are stored' : 'it is published';
  return refuse(
    'names_clinician',
    field,
    `holds the clinician's id; ${kept}, and must not identify the clinician. Send another value or, if a mapping names` +
      ' the column, name another',
  );
}

function checkComparison(read: Event): ReadEvent {
  if (read.kind !== 'vote') return { ok: true, event: read };
  if (read.first === read.second)
    return refuse('self_comparison', 'second', `${quote(read.second)} is compared with itself`);
  for (const model of Object.keys(read.scores ?? {}))
    if (model !== read.first && model !== read.second)
      return refuse(
        'scores_of_other_model',
        'scores',
        `${quote(model)} is neither of the two models compared`,
      );
  return { ok: true, event: read };
}

/** Checks names against the study's protocol: always the criteria, and models and specialties if it lists them. */
export function checkAgainstProtocol(read: Event, protocol: Protocol): ReadEvent {
  if (read.kind === 'retraction') return { ok: true, event: read };
  if (protocol.specialties && !protocol.specialties.includes(read.specialty))
    return refuse(
      'unlisted_specialty',
      'specialty',
      `${quote(read.specialty)} is not listed in the protocol`,
    );
  const models = read.kind === 'vote' ? [read.first, read.second] : [read.model];
  for (const model of models)
    if (protocol.models && !protocol.models.includes(model))
      return refuse('unlisted_model', 'model', `${quote(model)} is not listed in the protocol`);
  const known = criteriaOf(protocol);
  const given = read.kind === 'vote' ? Object.values(read.scores ?? {}) : [read.scores];
  for (const scores of given)
    for (const criterion of Object.keys(scores))
      if (!known.has(criterion))
        return refuse('unknown_criterion', 'scores', `the protocol has no criterion ${quote(criterion)}`);
  return { ok: true, event: read };
}

const CRITERIA = new WeakMap<Protocol, ReadonlySet<string>>();

function criteriaOf(protocol: Protocol): ReadonlySet<string> {
  const known = CRITERIA.get(protocol) ?? new Set(protocol.criteria.map(({ id }) => id));
  CRITERIA.set(protocol, known);
  return known;
}

/** Whether the value has an own key `__proto__` at any depth of an event. */
function holdsPrototypeKey(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null || depth > 3) return false;
  return (
    Object.hasOwn(value, '__proto__') ||
    Object.values(value).some((part) => holdsPrototypeKey(part, depth + 1))
  );
}
