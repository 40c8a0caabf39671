import type { Fault } from '../../contracts/index.ts';
import { MAX_RECORD_BYTES } from './line.ts';

/** A record longer than the limit. */
export const TOO_LARGE: Fault = {
  reason: 'too_large',
  message: `is longer than ${MAX_RECORD_BYTES} bytes`,
  field: '',
};

/** A record with bytes that are not UTF-8. */
export const INVALID_ENCODING: Fault = {
  reason: 'invalid_encoding',
  message: 'is not UTF-8 (is the file in Latin-1 or Windows-1252? save it as UTF-8)',
  field: '',
};

export const unparsable = (message: string): Fault => ({ reason: 'unparsable', message, field: '' });
