import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { LocalStackError } from './errors.ts';

export const LOOPBACK = '127.0.0.1';

/** The error for a port that is in use. It names the purpose of the port and the remedies. */
export function portTaken(port: number, purpose: string): LocalStackError {
  return new LocalStackError(
    `Port ${port}, requested for ${purpose}, is already in use on this machine: ` +
      'stop the program that uses it, choose another port, or leave the port out to get a free one.',
  );
}

/** Converts "address in use" to an error that the user can act on. Rethrows all other errors unchanged. */
export function explainListenError(error: unknown, port: number, purpose: string): never {
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw portTaken(port, purpose);
  throw error;
}

/** Throws if another program listens on the requested port. Port 0 (any free port) always passes. */
export async function assertPortFree(port: number, purpose: string): Promise<void> {
  if (port === 0) return;
  const probe = createTcpServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(port, LOOPBACK, () => probe.close(() => resolve()));
  }).catch((error: unknown) => explainListenError(error, port, purpose));
}

/** An HTTP server on loopback. `endpoint` is its base address without a trailing slash. */
export interface LoopbackServer {
  endpoint: string;
  port: number;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1. Port 0 selects a free port. Closing also ends keep-alive connections. */
export async function serve(handler: RequestListener, port = 0): Promise<LoopbackServer> {
  const server: Server = createServer(handler);
  // A request must not time out, because an invocation stays open for as long as a function waits.
  server.requestTimeout = 0;
  // By default, an idle connection is closed after 5 s. The answer of a function that worked for so long would be lost if
  // it used the connection at that moment.
  server.keepAliveTimeout = 0;
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
