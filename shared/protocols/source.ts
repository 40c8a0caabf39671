import type { Protocol } from '../contracts/protocol.ts';
import { parseProtocol } from './parse.ts';

/** How a study stands: registered under a protocol, not registered, or registered by a file that never was valid. */
export type Registration =
  | { readonly status: 'registered'; readonly protocol: Protocol }
  | { readonly status: 'unknown' }
  | { readonly status: 'invalid'; readonly message: string };

export interface ProtocolSource {
  /**
   * The study's registration.
   * @param since a reading that began before this time (ms since 1970) is too old, and is made anew. Whoever is
   *   about to refuse something gives the time at which it arrived: nothing is refused on an older protocol.
   * @throws whatever the reading of the file throws
   */
  get(study: string, options?: { readonly since?: number }): Promise<Registration>;
}

export interface ProtocolFiles {
  /** The text of an object, null where there is none. */
  text(key: string): Promise<string | null>;
}

export interface ProtocolSourceOptions {
  readonly now?: () => number;
  /** How long a reading is used, in ms. */
  readonly maxAge?: number;
  /** Told of every reading that found an invalid file. */
  readonly onInvalid?: (study: string, message: string) => void;
}

export const protocolKey = (study: string): string => `protocols/${study}.json`;

const MOST_REMEMBERED = 1000;

/**
 * Protocols as they lie in the exports bucket, remembered for a minute.
 *
 * A file that became invalid leaves the last valid one in force, as far as this process has seen one; a process
 * that never did has nothing to judge events by, and says so: its events must wait until the file is mended.
 */
export function protocolSource(files: ProtocolFiles, options: ProtocolSourceOptions = {}): ProtocolSource {
  const { now = Date.now, maxAge = 60_000, onInvalid = () => {} } = options;
  const readings = new Map<string, { readonly begun: number; readonly result: Promise<Registration> }>();
  const lastValid = new Map<string, Registration>();

  const read = async (study: string): Promise<Registration> => {
    const text = await files.text(protocolKey(study));
    if (text === null) {
      lastValid.delete(study);
      return { status: 'unknown' };
    }
    const parsed = parseProtocol(text);
    if (!parsed.ok) {
      onInvalid(study, parsed.message);
      return lastValid.get(study) ?? { status: 'invalid', message: parsed.message };
    }
    const registration: Registration = { status: 'registered', protocol: parsed.protocol };
    lastValid.set(study, registration);
    return registration;
  };

  return {
    async get(study, { since = 0 } = {}) {
      const held = readings.get(study);
      if (held && held.begun >= since && now() - held.begun < maxAge) return held.result;
      if (readings.size >= MOST_REMEMBERED) readings.clear();
      const reading = { begun: now(), result: read(study) };
      readings.set(study, reading);
      reading.result.catch(() => {
        if (readings.get(study) === reading) readings.delete(study);
      });
      return reading.result;
    },
  };
}
