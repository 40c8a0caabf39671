import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { LocalStackError } from './errors.ts';

export const LOOPBACK = '127.0.0.1';

/** One line for a port that cannot be had, naming who wanted it and the way out. */
export function portTaken(port: number, purpose: string): LocalStackError {
  return new LocalStackError(
    `Port ${port}, wished for ${purpose}, is already in use on this machine: ` +
      'stop the program that uses it, choose another port, or leave the port out to get a free one.',
  );
}

/** Rethrows "address in use" as the line a user can act on, everything else as it came. */
export function explainListenError(error: unknown, port: number, purpose: string): never {
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw portTaken(port, purpose);
  throw error;
}

/** Refuses a wished port that somebody else listens on; 0 (any free port) always passes. */
export async function assertPortFree(port: number, purpose: string): Promise<void> {
  if (port === 0) return;
  const probe = createTcpServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(port, LOOPBACK, () => probe.close(() => resolve()));
  }).catch((error: unknown) => explainListenError(error, port, purpose));
}

/** An HTTP server on loopback; `endpoint` is its base address without a slash at the end. */
export interface LoopbackServer {
  endpoint: string;
  port: number;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 (port 0: any free one). Closing also ends connections that are kept alive. */
export async function serve(handler: RequestListener, port = 0): Promise<LoopbackServer> {
  const server: Server = createServer(handler);
  // Invocations may rightly stay open for as long as a function waits.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
  const actual = (server.address() as AddressInfo).port;
  return {
    endpoint: `http://${LOOPBACK}:${actual}`,
    port: actual,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
