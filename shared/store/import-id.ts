import { createHash } from 'node:crypto';
import type { ImportId, ImportIdentity } from './import-log.ts';

/** 96 bits of SHA-256 over the identity, as 16 characters. It goes into every judgment that the import writes. */
export const importIdOf = ({ study, object, version, mapping }: ImportIdentity): ImportId =>
  createHash('sha256')
    .update(JSON.stringify([study, object, version, mapping]))
    .digest('base64url')
    .slice(0, 16);
