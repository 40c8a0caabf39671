import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign as signBytes,
  verify as verifyBytes,
} from 'node:crypto';
import { type Signature, signature } from '../contracts/index.ts';
import { encodeJson, OwnError } from '../lib/index.ts';

/** The file with the signature of a manifest, next to it. */
export const SIGNATURE = 'manifest.sig.json';

/**
 * Signs the bytes of a manifest.
 * @see docs/decisions/0126-signatures-are-kept.md
 */
export type ManifestSigner = (body: Uint8Array) => Promise<Signature>;

/** The content of `manifest.sig.json`. */
export const encodeSignature = (of: Signature): Uint8Array => encodeJson(signature, of);

/** The signature of a signer that gives its bytes in DER. `key` is the fingerprint of the public key, if known. */
export const signatureOf = (der: Uint8Array, key?: string): Signature => ({
  schemaVersion: 1,
  algorithm: 'ECDSA_P256_SHA256',
  ...(key !== undefined && { key }),
  signature: Buffer.from(der).toString('base64'),
});

/**
 * Signs with a private key of this computer.
 * @param pem a private key on the curve P-256 in PEM
 * @throws OwnError if it is another kind of key
 */
export function localSigner(pem: string): ManifestSigner {
  const key = readKey(() => createPrivateKey(pem), 'a private key in PEM without a password');
  const fingerprint = fingerprintOf(createPublicKey(key));
  return async (body) => signatureOf(signBytes('sha256', body, key), fingerprint);
}

/**
 * Reads the public key that checks signatures.
 * @param content a public key on the curve P-256, in PEM or DER
 * @throws OwnError if it is another kind of key, or a private one
 */
export function publicKeyOf(content: Uint8Array): KeyObject {
  const text = Buffer.from(content).toString('latin1');
  if (text.includes('PRIVATE KEY'))
    throw new OwnError(
      'this is a private key: check signatures with the public key, and keep the private one secret',
    );
  return readKey(
    () =>
      text.includes('-----BEGIN')
        ? createPublicKey(text)
        : createPublicKey({ key: Buffer.from(content), format: 'der', type: 'spki' }),
    'a public key in PEM or DER',
  );
}

function readKey(read: () => KeyObject, expected: string): KeyObject {
  let key: KeyObject;
  try {
    key = read();
  } catch {
    throw new OwnError(`this is not ${expected}`);
  }
  if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    throw new OwnError('this key is not on the curve P-256 (prime256v1), with which Primum signs');
  return key;
}

/** SHA-256 of a public key as SubjectPublicKeyInfo in DER, in hex. */
export const fingerprintOf = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ format: 'der', type: 'spki' }))
    .digest('hex');

/** Whether a key made the signature over exactly these bytes. */
export const isSignedBy = (key: KeyObject, body: Uint8Array, { signature: der }: Signature): boolean =>
  verifyBytes('sha256', body, key, Buffer.from(der, 'base64'));
