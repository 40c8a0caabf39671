import { createHash } from 'node:crypto';
import { OwnError, requestLimits } from '../../shared/lib/index.ts';
import { type ManifestSigner, signatureOf } from '../../shared/publication/index.ts';

/** Limits that fit the time of a Lambda function. */
const LIMITS = { maxAttempts: 4, requestHandler: requestLimits(10_000) };

/**
 * Signs with a key in KMS, on the curve P-256. KMS receives the SHA-256 of the manifest only. The library is loaded
 * with the first signature, because most runs publish nothing.
 * @param keyId the ARN of the key. The function needs `kms:Sign` on it.
 */
export const kmsSigner =
  (keyId: string): ManifestSigner =>
  async (body) => {
    const { KMSClient, SignCommand } = await import('@aws-sdk/client-kms');
    const { Signature } = await new KMSClient(LIMITS).send(
      new SignCommand({
        KeyId: keyId,
        Message: createHash('sha256').update(body).digest(),
        MessageType: 'DIGEST',
        SigningAlgorithm: 'ECDSA_SHA_256',
      }),
    );
    if (!Signature) throw new OwnError('KMS answered without a signature');
    return signatureOf(Signature);
  };
