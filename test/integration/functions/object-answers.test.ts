import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { sqsClient } from '../../../functions/support/messages.ts';
import { AccessRefused, type ObjectStore } from '../../../shared/lib/object-store/object-store.ts';
import { s3Client } from '../../../shared/lib/object-store/s3/client.ts';
import { s3ObjectStore } from '../../../shared/lib/object-store/s3/s3-object-store.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Starts a server, and sets the environment so that clients of AWS use it. Returns the requests that it got. */
async function served(answer: RequestListener): Promise<string[]> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url?.replace(/[?&]x-id=\w+/, '')}`);
    request.resume();
    answer(request, response);
  });
  await once(server.listen(0), 'listening');
  stops.push(() => server.close());
  vi.stubEnv('AWS_ENDPOINT_URL', `http://localhost:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'any');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'any');
  return requests;
}

function exports(): ObjectStore {
  const client = s3Client();
  stops.push(() => client.destroy());
  return s3ObjectStore(client, 'exports');
}

const isListing = ({ url = '' }: IncomingMessage): boolean => url.includes('list-type=2');
const denied = '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';
const listing = (...keys: string[]) =>
  `<ListBucketResult>${keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('')}</ListBucketResult>`;

/** S3 as it is for a role that may read objects, but to which a missing object looks forbidden. */
const forbidding =
  (...keys: string[]): RequestListener =>
  (request, response) => {
    if (isListing(request))
      response.writeHead(200, { 'content-type': 'application/xml' }).end(listing(...keys));
    else response.writeHead(403, { 'content-type': 'application/xml' }).end(denied);
  };

describe('an object that S3 refuses to read', () => {
  const KEY = 'protocols/moove.json';
  const reads: [string, (objects: ObjectStore) => Promise<unknown>][] = [
    ['as text', (objects) => objects.text(KEY, 1000)],
    ['as bytes', (objects) => objects.get(KEY)],
    ['in ranges', (objects) => objects.find({ key: KEY })],
  ];

  test.each(reads)('is missing if the listing of its key is empty, when it is read %s', async (_, read) => {
    const requests = await served(forbidding());
    expect(await read(exports())).toBeNull();
    expect(requests.at(-1)).toContain(`prefix=${encodeURIComponent(KEY)}`);
  });

  test.each(reads)(
    'is missing if only keys that begin with its key are listed, when it is read %s',
    async (_, read) => {
      await served(forbidding(`${KEY}.mapping.json`));
      expect(await read(exports())).toBeNull();
    },
  );

  test.each(reads)('is never taken for missing if it is listed, when it is read %s', async (_, read) => {
    await served(forbidding(KEY));
    await expect(read(exports())).rejects.toThrow(AccessRefused);
  });

  test.each(reads)(
    'is never taken for missing if the listing is refused, when it is read %s',
    async (_, read) => {
      await served((_, response) =>
        response.writeHead(403, { 'content-type': 'application/xml' }).end(denied),
      );
      const failure = await read(exports()).catch((error: Error) => error);
      expect(failure).toBeInstanceOf(AccessRefused);
      expect((failure as Error).message).toMatch(
        /S3 refused to read an object under protocols\/ \(403, AccessDenied\).*s3:ListBucket/,
      );
    },
  );

  test('is read if it was written between the refusal and the listing', async () => {
    let reads = 0;
    await served((request, response) => {
      const isRefused = !isListing(request) && ++reads === 1;
      if (isRefused || isListing(request)) return forbidding(KEY)(request, response);
      response.writeHead(200, { etag: '"e"' }).end('{}');
    });
    expect(await exports().text(KEY, 1000)).toBe('{}');
  });

  test('is never taken for missing if a version is read, because a listing does not show old versions', async () => {
    await served(forbidding());
    await expect(exports().find({ key: KEY, versionId: 'v1' })).rejects.toThrow(AccessRefused);
  });
});

test.each<[string, (objects: ObjectStore) => Promise<unknown>]>([
  ['to write', (objects) => objects.put('a.json', new Uint8Array(1), null)],
  ['to write', (objects) => objects.upload('a.json', 'text')],
  ['to delete', (objects) => objects.remove(['a.json'])],
  ['to list', (objects) => Array.fromAsync(objects.list('a'))],
  ['to list', (objects) => Array.fromAsync(objects.folders('a'))],
])('a refusal %s is an error that names the request', async (request, action) => {
  await served((_, response) => response.writeHead(403, { 'content-type': 'application/xml' }).end(denied));
  const failure = await action(exports()).catch((error: Error) => error);
  expect(failure).toBeInstanceOf(AccessRefused);
  expect((failure as Error).message).toContain(`S3 refused ${request} a`);
});

describe('a byte range', () => {
  const content = Buffer.from('0123456789');
  /** Answers HEAD with the length, and GET as given. */
  const ranged = (get: RequestListener) =>
    served((request, response) => {
      if (request.method !== 'HEAD') return get(request, response);
      response.writeHead(200, { etag: '"e"', 'content-length': content.length }).end();
    });
  const read = async (start: number, end: number) => {
    const found = await exports().find({ key: 'exports/moove/a.csv' });
    return Buffer.concat(await Array.fromAsync(found!.source.read(start, end))).toString();
  };
  const partial =
    (range: string, body: Buffer): RequestListener =>
    (_, response) =>
      response.writeHead(206, { etag: '"e"', 'content-range': range }).end(body);

  test('is read if the store answers with exactly this range', async () => {
    await ranged(partial('bytes 2-4/10', content.subarray(2, 5)));
    expect(await read(2, 5)).toBe('234');
  });

  test.each<[string, RequestListener, RegExp]>([
    [
      'the whole object',
      (_, response) => response.writeHead(200, { etag: '"e"' }).end(content),
      /status 200 and no range/,
    ],
    ['another range', partial('bytes 0-2/10', content.subarray(0, 3)), /status 206 and another range/],
    ['fewer bytes', partial('bytes 2-4/10', content.subarray(2, 4)), /2 bytes in place of 3/],
    ['more bytes', partial('bytes 2-4/10', content), /10 bytes in place of 3/],
  ])('is refused with a sentence if the store answers with %s', async (_, answer, sentence) => {
    const requests = await ranged(answer);
    const failure = await read(2, 5).catch((error: Error) => error);
    expect((failure as Error).message).toMatch(
      /^the object store did not answer with bytes 2 to 4 of an object, but/,
    );
    expect((failure as Error).message).toMatch(sentence);
    expect(requests).toHaveLength(2);
  });
});

describe('a client with an endpoint that has a name', () => {
  test('names the bucket in the path', async () => {
    const requests = await served((_, response) => response.writeHead(200, { etag: '"e"' }).end('{}'));
    expect(await exports().text('protocols/moove.json', 1000)).toBe('{}');
    expect(requests).toEqual(['GET /exports/protocols/moove.json']);
  });

  test('sends requests about a queue to the endpoint, without a warning about the host in the queue’s URL', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const requests = await served((_, response) =>
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}'),
    );
    const client = sqsClient();
    stops.push(() => client.destroy());
    await client.send(
      new GetQueueAttributesCommand({ QueueUrl: 'http://sqs.example.invalid/000000000000/votes' }),
    );
    expect(requests).toEqual(['POST /']);
    expect(warn).not.toHaveBeenCalled();
  });
});

test('a client without an endpoint names the bucket in the host, as AWS recommends', async () => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'any');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'any');
  vi.stubEnv('AWS_ENDPOINT_URL', '');
  for (const endpoint of ['', 'https://s3.eu-central-1.amazonaws.com']) {
    vi.stubEnv('AWS_ENDPOINT_URL_S3', endpoint);
    const client = s3Client();
    const hosts: string[] = [];
    client.config.requestHandler = {
      ...client.config.requestHandler,
      handle: async (request) => {
        hosts.push(request.hostname);
        throw Object.assign(new Error('no network'), { name: 'Refused' });
      },
    };
    await s3ObjectStore(client, 'exports')
      .text('a', 1)
      .catch(() => {});
    expect(new Set(hosts)).toEqual(new Set(['exports.s3.eu-central-1.amazonaws.com']));
    client.destroy();
  }
});
