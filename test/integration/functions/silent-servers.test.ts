import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, expect, test } from 'vitest';
import { clientSettings } from '../../../cli/local-stack/endpoints.ts';
import { s3ObjectStore } from '../../../shared/lib/object-store/s3/s3-object-store.ts';
import { requestLimits } from '../../../shared/lib/request-limits.ts';

const undo: (() => void)[] = [];
afterEach(() => {
  for (const one of undo.splice(0)) one();
});

/** The objects of a server that accepts connections and, at each request, does what `answer` does. */
async function objectsOf(answer: (socket: Socket) => void) {
  let requests = 0;
  const server = createServer((socket) => {
    socket
      .on('error', () => {})
      .on('data', () => {
        requests += 1;
        answer(socket);
      });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = new S3Client({
    ...clientSettings,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forcePathStyle: true,
    maxAttempts: 2,
    requestHandler: requestLimits(100),
  });
  undo.push(
    () => server.close(),
    () => client.destroy(),
  );
  return { objects: s3ObjectStore(client, 'exports'), requests: () => requests };
}

test('a request to a server that never answers fails, and is sent again before', async () => {
  const { objects, requests } = await objectsOf(() => {});
  await expect(objects.remove(['a'])).rejects.toThrow('timed out');
  expect(requests()).toBeGreaterThanOrEqual(2);
});

test('a transfer that stops in the middle fails', async () => {
  const { objects } = await objectsOf((socket) => {
    socket.write('HTTP/1.1 200 OK\r\netag: "e"\r\ncontent-length: 1000\r\n\r\nhalf');
  });
  await expect(objects.get('a')).rejects.toThrow('timed out');
  await expect(objects.text('a', 1e6)).rejects.toThrow('timed out');
});
