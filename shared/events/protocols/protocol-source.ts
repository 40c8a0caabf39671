import { type Protocol, protocolKey } from '../../contracts/index.ts';
import { parseProtocol } from './parse-protocol.ts';

/**
 * The registration of a study: registered under a protocol, not registered, or registered by a file that never was
 * valid.
 */
export type Registration =
  | { readonly status: 'registered'; readonly protocol: Protocol }
  | { readonly status: 'unknown' }
  | { readonly status: 'invalid'; readonly message: string };

export interface ProtocolSource {
  /**
   * Returns the registration of the study.
   * @param since a reading that began before this time (ms since 1970) is too old and is repeated. A caller that
   *   may refuse an input passes its arrival time, so that no input is refused by an older protocol.
   * @throws errors of reading the file
   */
  get(study: string, options?: { readonly since?: number }): Promise<Registration>;
}

export interface ProtocolFiles {
  /** The text of an object. Null if it does not exist. */
  text(key: string): Promise<string | null>;
}

export interface ProtocolSourceOptions {
  readonly now?: () => number;
  /** Maximum age of a cached reading, in ms. */
  readonly maxAge?: number;
  /** Called for every reading that finds an invalid file. */
  readonly onInvalid?: (study: string, message: string) => void;
}

const MAX_CACHED_PROTOCOLS = 1000;

/**
 * Protocols in the exports bucket, cached for a minute.
 *
 * If a file becomes invalid, the last valid protocol stays in force in processes that have read it. Another process
 * cannot check events and reports that. The events must then wait until the file is corrected.
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
      if (readings.size >= MAX_CACHED_PROTOCOLS) readings.clear();
      const reading = { begun: now(), result: read(study) };
      readings.set(study, reading);
      reading.result.catch(() => {
        if (readings.get(study) === reading) readings.delete(study);
      });
      return reading.result;
    },
  };
}
