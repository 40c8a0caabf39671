import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { kmsSigner } from '../../../functions/publish-snapshot/kms-signer.ts';
import { isSignedBy } from '../../../shared/publication/signature.ts';

const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-1111-2222-333344445555';
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const MANIFEST = Buffer.from('{"study": "demo"}\n');

let server: Server;
const requests: Record<string, unknown>[] = [];
beforeAll(async () => {
  // A stand-in for KMS. It signs the digest of this manifest only, as the real one signs any digest.
  server = createServer(async (request, response) => {
    requests.push({ target: request.headers['x-amz-target'], ...JSON.parse(await text(request)) });
    const Signature = sign('sha256', MANIFEST, privateKey).toString('base64');
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ KeyId: KEY, Signature, SigningAlgorithm: 'ECDSA_SHA_256' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  vi.stubEnv('AWS_ENDPOINT_URL_KMS', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});
afterAll(() => {
  vi.unstubAllEnvs();
  server?.close();
});

it('KMS receives the SHA-256 of the manifest, and its signature is checked with the public key alone', async () => {
  const signature = await kmsSigner(KEY)(MANIFEST);
  expect(requests).toEqual([
    {
      target: 'TrentService.Sign',
      KeyId: KEY,
      Message: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      MessageType: 'DIGEST',
      SigningAlgorithm: 'ECDSA_SHA_256',
    },
  ]);
  expect(signature.key).toBeUndefined();
  expect(isSignedBy(createPublicKey(privateKey), MANIFEST, signature)).toBe(true);
  expect(isSignedBy(createPublicKey(privateKey), Buffer.from('other'), signature)).toBe(false);
});
