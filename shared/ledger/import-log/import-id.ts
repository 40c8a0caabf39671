import { createHash } from 'node:crypto';
import type { ImportId, ImportIdentity } from './import-log.ts';

/** The first 96 bits of the identity's SHA-256, as 16 characters. It is short, because every judgment stores it. */
export const importIdOf = ({ study, object, version, mapping }: ImportIdentity): ImportId =>
  createHash('sha256')
    .update(JSON.stringify([study, object, version, mapping]))
    .digest('base64url')
    .slice(0, 16);
