import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LoopbackServer, serve } from '../../cli/local-stack/listen.ts';
import { type AwsRequest, type Call, readCall, siteOf } from './faults/call.ts';
import type { Choose } from './faults/choose.ts';
import {
  type Answer,
  conflict,
  FAULTS,
  type Fault,
  garbled,
  serverError,
  throttled,
} from './faults/wording.ts';

/** Number of calls of a site by fate. */
export type Fates = Record<Fault | 'passed', number>;

export interface FaultProxy<Name extends string> {
  /** The address of the proxy for each target. */
  readonly endpoints: Readonly<Record<Name, string>>;
  /** Fates of all calls so far, by site. */
  readonly sites: ReadonlyMap<string, Fates>;
  /** Total fates of all calls so far. */
  total(): Fates;
  /** Sets the function that chooses faults. */
  choose(choose: Choose): void;
  close(): Promise<void>;
}

export interface FaultOptions {
  readonly choose: Choose;
  /** Random numbers on [0, 1), which choose among the forms of a fault. */
  readonly random: () => number;
  /** Additional delay of a stalled answer. */
  readonly stallMs?: number;
  /** Delays a stalled answer. By default, the delay is the given time. */
  readonly stall?: (milliseconds: number) => Promise<unknown>;
  /** Called for every request. */
  readonly watch?: (request: AwsRequest) => void;
}

const none = (): Fates => ({
  ...{ passed: 0, failBefore: 0, failAfter: 0, garbage: 0, conflict: 0, throttle: 0, stall: 0 },
});

/**
 * Starts a proxy on loopback for AWS endpoints that injects faults into calls.
 * @param targets the real endpoints by name, such as `http://127.0.0.1:8000`
 */
export async function startFaultProxy<Name extends string>(
  targets: Readonly<Record<Name, string>>,
  { choose: first, random, stallMs = 1000, stall = sleep, watch = () => {} }: FaultOptions,
): Promise<FaultProxy<Name>> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const sites = new Map<string, Fates>();
  let choose = first;

  const handle = async (target: string, incoming: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(incoming);
    const asked: AwsRequest = {
      method: incoming.method ?? '',
      url: incoming.url ?? '',
      headers: incoming.headers,
      body,
    };
    watch(asked);
    const call = readCall(asked);
    const fates = sites.get(siteOf(call)) ?? none();
    sites.set(siteOf(call), fates);
    const fault = choose(call);
    const refused =
      fault === 'conflict' ? conflict(call, random) : fault === 'throttle' ? throttled(call, random) : null;
    const met = refused === undefined ? undefined : fault;
    fates[met ?? 'passed'] += 1;
    if (met === 'failBefore') return breakOff(call, response, random);
    if (refused) return reply(response, refused);
    const answer = await forward(target, agent, incoming, body);
    if (met === 'failAfter') return breakOff(call, response, random);
    if (met === 'stall') await stall(stallMs);
    reply(response, met === 'garbage' ? garbled(call, answer) : answer);
  };

  const servers = new Map<Name, LoopbackServer>();
  for (const [name, target] of Object.entries(targets) as [Name, string][])
    servers.set(
      name,
      await serve((incoming, response) => {
        handle(target, incoming, response).catch(() => response.destroy());
      }),
    );
  return {
    endpoints: Object.fromEntries([...servers].map(([name, { endpoint }]) => [name, endpoint])) as Record<
      Name,
      string
    >,
    sites,
    total: () => sum(sites.values()),
    choose: (next) => {
      choose = next;
    },
    close: async () => {
      await Promise.all([...servers.values()].map((server) => server.close()));
      agent.destroy();
    },
  };
}

function sum(all: Iterable<Fates>): Fates {
  const total = none();
  for (const fates of all) for (const fate of [...FAULTS, 'passed'] as const) total[fate] += fates[fate];
  return total;
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

function reply(response: ServerResponse, { status, headers, body, cut = false }: Answer): void {
  response.writeHead(status, headers);
  if (cut) response.write(body, () => response.destroy());
  else response.end(body);
}

/** Breaks the connection or answers with an error of the service. */
function breakOff(call: Call, response: ServerResponse, random: () => number): void {
  if (random() < 0.5) response.destroy();
  else reply(response, serverError(call));
}
