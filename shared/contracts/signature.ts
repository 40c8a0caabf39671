import * as z from 'zod';

/** `manifest.sig.json` signs the exact bytes of `manifest.json` in the same folder. */
export const signature = z.object({
  schemaVersion: z.literal(1),
  algorithm: z
    .literal('ECDSA_P256_SHA256')
    .describe('ECDSA on the curve P-256 over the SHA-256 of the manifest.'),
  key: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .describe(
      'Fingerprint: SHA-256 of the public key as SubjectPublicKeyInfo in DER. Absent if the signer cannot read its public key, as with a key in KMS.',
    ),
  signature: z.base64().max(200).describe('The signature in DER.'),
});

export type Signature = z.output<typeof signature>;
