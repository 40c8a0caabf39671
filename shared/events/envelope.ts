import { parseJson } from '../lib/index.ts';

/** The content of an envelope: a decoded value, with its text if it was encoded as a text. */
export interface Unwrapped {
  readonly value: unknown;
  readonly text: string | null;
}

/**
 * Opens an envelope that a service or a client puts around events. It can be a JSON text that was encoded twice,
 * the notification of an SNS topic, or the event of an EventBridge bus. Null for anything else.
 *
 * An envelope within an envelope stays closed.
 */
export function unwrap(value: unknown): Unwrapped | null {
  if (typeof value === 'string') return decoded(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { Type, Message, source, detail, 'detail-type': detailType } = value as Record<string, unknown>;
  if (Type === 'Notification' && typeof Message === 'string') return decoded(Message);
  const isBusEvent = typeof detailType === 'string' && typeof source === 'string';
  return isBusEvent && holdsEvents(detail) ? { value: detail, text: null } : null;
}

function decoded(text: string): Unwrapped | null {
  try {
    const value = parseJson(text);
    return holdsEvents(value) ? { value, text } : null;
  } catch {
    return null;
  }
}

const holdsEvents = (value: unknown): boolean => typeof value === 'object' && value !== null;
