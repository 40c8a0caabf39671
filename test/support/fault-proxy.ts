import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { serve } from '../../local/stack/listen.ts';

/**
 * What can go wrong between a function and DynamoDB:
 * `failBefore` the call never arrives, and its connection breaks or a 500 comes back;
 * `failAfter` the call takes effect, and the same is seen;
 * `conflict` another transaction holds the item;
 * `throttle` too many requests;
 * `stall` an answer that takes `stallMs` longer.
 */
export type Fault = 'failBefore' | 'failAfter' | 'conflict' | 'throttle' | 'stall';

export interface FaultOptions {
  /** The same seed and the same order of calls give the same faults. */
  seed: number;
  /** Probability of each fault for a call it can happen to; together at most 1. */
  rates: Partial<Record<Fault, number>>;
  stallMs?: number;
}

export interface FaultProxy {
  endpoint: string;
  /** How many calls met each fate so far. */
  stats: Record<Fault | 'passed', number>;
  /** From now on every call passes. */
  calm(): void;
  close(): Promise<void>;
}

/** Mulberry32: uniform on [0, 1), enough to choose faults reproducibly. */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const NAMESPACE = 'com.amazonaws.dynamodb.v20120810#';
const THROTTLED = 'The level of configured provisioned throughput for the table was exceeded.';
const CONFLICTED = 'Transaction is ongoing for the item';

interface Failure {
  status: number;
  body: { __type: string } & Record<string, unknown>;
}

const failure = (type: string, message: string, more: object = {}): Failure => ({
  status: type === 'InternalServerError' ? 500 : 400,
  body: { __type: `${NAMESPACE}${type}`, message, Message: message, ...more },
});

const isSingleWrite = (operation: string): boolean =>
  ['PutItem', 'UpdateItem', 'DeleteItem'].includes(operation);

/** A cancelled transaction: every action has its reason, in order, and `code` is that of the one at `at`. */
function cancelled(size: number, at: number, code: string, message: string): Failure {
  const reasons = Array.from({ length: size }, (_, index) =>
    index === at ? { Code: code, Message: message } : { Code: 'None' },
  );
  const codes = reasons.map(({ Code }) => Code).join(', ');
  const summary = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return failure('TransactionCanceledException', summary, { CancellationReasons: reasons });
}

/** How DynamoDB words a fault for this operation; undefined when it cannot happen to it. */
function wording(fault: Fault, operation: string, body: Buffer, random: () => number): Failure | undefined {
  const actions = () => (JSON.parse(body.toString()) as { TransactItems: unknown[] }).TransactItems.length;
  if (fault === 'conflict') {
    if (isSingleWrite(operation)) return failure('TransactionConflictException', CONFLICTED);
    if (operation !== 'TransactWriteItems') return undefined;
    const size = actions();
    return cancelled(size, Math.floor(random() * size), 'TransactionConflict', CONFLICTED);
  }
  const kind = random();
  if (operation === 'TransactWriteItems' && kind < 1 / 3) {
    const size = actions();
    return cancelled(size, Math.floor(random() * size), 'ThrottlingError', THROTTLED);
  }
  const type = kind < 2 / 3 ? 'ThrottlingException' : 'ProvisionedThroughputExceededException';
  return failure(type, THROTTLED);
}

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

function forward(target: string, agent: Agent, incoming: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      new URL(incoming.url ?? '/', target),
      { method: incoming.method, headers: incoming.headers, agent },
      (response) => {
        buffer(response).then(
          (received) =>
            resolve({ status: response.statusCode ?? 500, headers: response.headers, body: received }),
          reject,
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/**
 * Stands on loopback before a DynamoDB endpoint and spoils calls as its rates say.
 * @param target the real endpoint, as `http://127.0.0.1:8000`
 */
export async function startFaultProxy(target: string, options: FaultOptions): Promise<FaultProxy> {
  const random = uniform(options.seed);
  const stats = { passed: 0, failBefore: 0, failAfter: 0, conflict: 0, throttle: 0, stall: 0 };
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let calm = false;

  const choose = (): Fault | undefined => {
    let left = random();
    for (const [fault, rate] of Object.entries(options.rates) as [Fault, number][]) {
      left -= rate;
      if (left < 0) return fault;
    }
    return undefined;
  };
  const reply = (response: ServerResponse, { status, headers, body }: Answer) => {
    response.writeHead(status, headers).end(body);
  };
  const replyFailure = (response: ServerResponse, { status, body }: Failure) => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
  };
  const breakOff = (response: ServerResponse) => {
    if (random() < 0.5) response.destroy();
    else replyFailure(response, failure('InternalServerError', 'Internal server error'));
  };

  const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(incoming);
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    const fault = calm ? undefined : choose();
    if (fault === 'failBefore') {
      stats.failBefore += 1;
      return breakOff(response);
    }
    if (fault === 'conflict' || fault === 'throttle') {
      const said = wording(fault, operation, body, random);
      if (said) {
        stats[fault] += 1;
        return replyFailure(response, said);
      }
    }
    const answer = await forward(target, agent, incoming, body);
    if (fault === 'failAfter') {
      stats.failAfter += 1;
      return breakOff(response);
    }
    if (fault === 'stall') {
      stats.stall += 1;
      await new Promise((resolve) => setTimeout(resolve, options.stallMs ?? 1000));
    } else stats.passed += 1;
    reply(response, answer);
  };

  const server = await serve((incoming, response) => {
    handle(incoming, response).catch(() => response.destroy());
  });
  return {
    endpoint: server.endpoint,
    stats,
    calm: () => {
      calm = true;
    },
    close: async () => {
      await server.close();
      agent.destroy();
    },
  };
}
