import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { SecretDescription } from './description.ts';
import { type LoopbackServer, serve } from './listen.ts';

/**
 * Secrets Manager on loopback, limited to GetSecretValue for the secrets of the template.
 * @param secret the value of every secret that CloudFormation would generate; random by default
 */
export function startSecrets(
  secrets: SecretDescription[],
  secret: string = randomBytes(32).toString('hex'),
): Promise<LoopbackServer> {
  const created = Date.now() / 1000;
  const byId = new Map(secrets.flatMap((one) => [one.arn, one.name].map((id) => [id, one] as const)));

  const answer = (target: string | undefined, body: string): { status: number; body: object } => {
    if (target !== 'secretsmanager.GetSecretValue') {
      return {
        status: 400,
        body: { __type: 'InvalidRequestException', message: `The local stack does not support ${target}.` },
      };
    }
    const found = byId.get((JSON.parse(body) as { SecretId: string }).SecretId);
    if (!found) {
      const message = "Secrets Manager can't find the specified secret.";
      return { status: 400, body: { __type: 'ResourceNotFoundException', message } };
    }
    return {
      status: 200,
      body: {
        ARN: found.arn,
        Name: found.name,
        SecretString: found.value ?? secret,
        VersionId: '00000000-0000-0000-0000-000000000001',
        VersionStages: ['AWSCURRENT'],
        CreatedDate: created,
      },
    };
  };

  return serve(async (request, response) => {
    const { status, body } = answer(String(request.headers['x-amz-target']), await text(request));
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(body));
  });
}
