import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type LoopbackServer, serve } from './listen.ts';

/** The answer of a function: its value, or the error that it reported. */
export type InvocationOutcome =
  | { ok: true; payload: string }
  | { ok: false; errorType: string; errorMessage: string; trace?: string[] };

interface Invocation {
  id: string;
  payload: string;
  begin: () => number;
  settle: (outcome: InvocationOutcome) => void;
}

/** The Lambda Runtime API (documented version 2018-06-01) for one function process. */
export interface RuntimeApi extends LoopbackServer {
  /** The value of AWS_LAMBDA_RUNTIME_API: host and port. */
  host: string;
  /**
   * Passes one event to the process when it asks for the next event, and resolves with the answer. The caller must
   * wait for the answer before the next call, because a process of Lambda has one event at a time.
   * @param begin called when the process receives the event; returns the deadline in milliseconds since 1970
   */
  invoke(payload: string, begin: () => number): Promise<InvocationOutcome>;
}

function errorOutcome(body: string): InvocationOutcome {
  try {
    const { errorType, errorMessage, stackTrace } = JSON.parse(body) as Record<string, unknown>;
    return {
      ok: false,
      errorType: String(errorType ?? 'Error'),
      errorMessage: String(errorMessage ?? ''),
      ...(Array.isArray(stackTrace) && { trace: stackTrace.map(String) }),
    };
  } catch {
    return { ok: false, errorType: 'Runtime.Unknown', errorMessage: body.slice(0, 500) };
  }
}

/** Starts the API for one process of a function. */
export async function startRuntimeApi(functionArn: string): Promise<RuntimeApi> {
  let asking: ServerResponse | undefined;
  let waiting: Invocation | undefined;
  let running: Invocation | undefined;

  const handOver = () => {
    if (!asking || !waiting) return;
    running = waiting;
    asking.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': running.id,
      'lambda-runtime-deadline-ms': String(running.begin()),
      'lambda-runtime-invoked-function-arn': functionArn,
    });
    asking.end(running.payload);
    asking = undefined;
    waiting = undefined;
  };

  const settle = (id: string, outcome: InvocationOutcome): number => {
    if (running?.id !== id) return 400;
    running.settle(outcome);
    running = undefined;
    return 202;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const [, version, , scope, id = '', verb] = (request.url ?? '').split('/');
    const route = `${request.method} ${version} ${scope}`;
    if (route === 'GET 2018-06-01 invocation' && id === 'next') {
      asking = response;
      return handOver();
    }
    const body = await text(request);
    let status = 404;
    if (route === 'POST 2018-06-01 invocation' && verb === 'response')
      status = settle(id, { ok: true, payload: body });
    if (route === 'POST 2018-06-01 invocation' && verb === 'error') status = settle(id, errorOutcome(body));
    if (route === 'POST 2018-06-01 init' && id === 'error') {
      waiting?.settle(errorOutcome(body));
      waiting = undefined;
      status = 202;
    }
    response.writeHead(status, { 'content-type': 'application/json' }).end('{"status":"OK"}');
  };

  const server = await serve((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  return {
    ...server,
    host: server.endpoint.slice('http://'.length),
    invoke: (payload, begin) =>
      new Promise((resolve) => {
        waiting = { id: randomUUID(), payload, begin, settle: resolve };
        handOver();
      }),
  };
}
