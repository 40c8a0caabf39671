import { buildApp } from 'fauxqs';
import { OwnError } from '../../shared/lib/index.ts';
import type { BucketDescription, QueueDescription, RuleDescription } from './description.ts';
import { explainListenError, LOOPBACK } from './listen.ts';
import { ACCOUNT, REGION } from './naming.ts';
import { type EventRouter, eventRouter, objectCreatedEvent } from './object-events.ts';
import type { EmulatorApp } from './s3-inner.ts';
import { extendS3, VERSIONS_BUCKET } from './s3-shim.ts';

export const PURPOSE = 'the S3 and SQS emulator';

/** Number of messages in a queue: ready to be received, received but not yet deleted, and delayed. */
export interface QueueDepth {
  name: string;
  ready: number;
  inFlight: number;
  delayed: number;
}

export interface Emulator {
  /** The address of both S3 and SQS. */
  endpoint: string;
  depths(): Promise<QueueDepth[]>;
  close(): Promise<void>;
}

async function sqs(app: EmulatorApp, action: string, body: object): Promise<void> {
  const { statusCode, payload } = await app.inject({
    method: 'POST',
    url: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${action}`,
      authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${REGION}/sqs/aws4_request`,
    },
    payload: JSON.stringify(body),
  });
  if (statusCode !== 200) throw new OwnError(`${action} failed: ${payload}`);
}

async function createQueue(app: EmulatorApp, queue: QueueDescription): Promise<void> {
  await sqs(app, 'CreateQueue', {
    QueueName: queue.name,
    Attributes: {
      VisibilityTimeout: String(queue.visibilitySeconds),
      MessageRetentionPeriod: String(queue.retentionSeconds),
      ...(queue.redrive && {
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: queue.redrive.deadLetterArn,
          maxReceiveCount: queue.redrive.maxReceiveCount,
        }),
      }),
    },
  });
}

async function createBucket(app: EmulatorApp, name: string): Promise<void> {
  const { statusCode, payload } = await app.inject({ method: 'PUT', url: `/${name}` });
  if (statusCode !== 200) throw new OwnError(`The bucket ${name} cannot be created: ${payload}`);
}

/**
 * Replaces the host in queue URLs by the loopback address. The emulator returns a host name that not every machine
 * can resolve.
 */
function useLoopbackInQueueUrls(app: EmulatorApp): void {
  const foreign = new RegExp(`http://sqs\\.[a-z0-9-]+\\.localhost(:\\d+)?/${ACCOUNT}/`, 'g');
  app.addHook('onSend', (request, _reply, payload, done) => {
    const action = request.headers['x-amz-target'];
    const returnsUrl = action === 'AmazonSQS.GetQueueUrl' || action === 'AmazonSQS.ListQueues';
    const address = `http://${request.headers.host}/${ACCOUNT}/`;
    done(null, returnsUrl && typeof payload === 'string' ? payload.replace(foreign, address) : payload);
  });
}

export interface EmulatorPlan {
  buckets: BucketDescription[];
  queues: QueueDescription[];
  rules: RuleDescription[];
}

/**
 * Starts S3 and SQS on 127.0.0.1 with the buckets and queues of a plan. Routes object events by the rules of the
 * plan.
 * @param plan called when the address is known, because queue URLs contain the address
 * @throws LocalStackError if the requested port is taken
 */
export async function startEmulator(plan: (endpoint: string) => EmulatorPlan, port = 0): Promise<Emulator> {
  const app = buildApp({ logger: false, defaultRegion: REGION });
  const buckets = new Map<string, BucketDescription>();
  let route: EventRouter = async () => {};
  useLoopbackInQueueUrls(app);
  extendS3(app, buckets, (object) => route(objectCreatedEvent(object, new Date())));
  const endpoint = await app
    .listen({ port, host: LOOPBACK })
    .catch((error: unknown) => explainListenError(error, port, PURPOSE));

  const { buckets: declared, queues, rules } = plan(endpoint);
  for (const bucket of declared) buckets.set(bucket.name, bucket);
  await Promise.all([...buckets.keys(), VERSIONS_BUCKET].map((name) => createBucket(app, name)));
  for (const queue of queues) await createQueue(app, queue);

  const queueNames = new Map(queues.map(({ arn, name }) => [arn, name]));
  route = eventRouter(rules, async (targetArn, event) => {
    const name = queueNames.get(targetArn);
    if (!name)
      throw new OwnError(`The local stack sends events only to queues, and ${targetArn} is not a queue.`);
    const QueueUrl = `${endpoint}/${ACCOUNT}/${name}`;
    await sqs(app, 'SendMessage', { QueueUrl, MessageBody: JSON.stringify(event) });
  });
  return { endpoint, depths: () => depths(app), close: () => app.close() };
}

async function depths(app: EmulatorApp): Promise<QueueDepth[]> {
  const { payload } = await app.inject({ method: 'GET', url: '/_fauxqs/queues' });
  const queues = JSON.parse(payload) as Record<string, string | number>[];
  return queues.map((queue) => ({
    name: String(queue.name),
    ready: Number(queue.approximateMessageCount),
    inFlight: Number(queue.approximateInflightCount),
    delayed: Number(queue.approximateDelayedCount),
  }));
}
