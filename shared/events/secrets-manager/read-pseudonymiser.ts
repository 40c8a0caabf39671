import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Pseudonymiser, pseudonymiser } from '../pseudonymiser.ts';

/** Reads the deployment's secret, and creates the pseudonymiser for clinicians from it. */
export async function readPseudonymiser(secretArn: string): Promise<Pseudonymiser> {
  const client = new SecretsManagerClient({
    requestHandler: { connectionTimeout: 1000, requestTimeout: 5000 },
  });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
  return pseudonymiser(SecretString ?? '');
}
