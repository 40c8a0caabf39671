/** A DynamoDB server on loopback. It keeps its tables in memory and ends with this process. */
export interface DatabaseServer {
  readonly endpoint: string;
  readonly pid: number;
  /** Resolves with a description of how the server ended, also if nobody stopped it. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

export interface StartOptions {
  /** Port to use. 0 selects a free port. */
  readonly port: number;
  readonly env: NodeJS.ProcessEnv;
}

/** A program that replaces DynamoDB on this machine. */
export interface DatabaseEngine {
  readonly label: string;
  /** @throws LocalStackError if a part of the engine is missing on this machine; the message names the remedy */
  check(env: NodeJS.ProcessEnv): Promise<void>;
  /** The engine and its version, and the runtime that it needs. */
  describe(env: NodeJS.ProcessEnv): Promise<string>;
  /** @throws LocalStackError if a part is missing, the port is taken, or the engine does not start */
  start(options: StartOptions): Promise<DatabaseServer>;
}
