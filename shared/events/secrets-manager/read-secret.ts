import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { requestLimits } from '../../lib/index.ts';

/** Reads a secret, such as that from which all pseudonyms are derived. It is empty if the secret has no text. */
export async function readSecret(secretArn: string): Promise<string> {
  const client = new SecretsManagerClient({ requestHandler: requestLimits(5000) });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
  return SecretString ?? '';
}
