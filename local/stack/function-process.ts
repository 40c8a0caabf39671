import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ended, kill, spawnChild } from './children.ts';
import type { FunctionDescription } from './description.ts';
import { REGION } from './naming.ts';
import { type Outcome, startRuntimeApi } from './runtime-api.ts';

const BOOTSTRAP = join(import.meta.dirname, 'bootstrap.mjs');

/** One process that runs a function, one event at a time. */
export interface FunctionProcess {
  pid: number;
  /** False once it has ended: the next event needs another process. */
  alive(): boolean;
  /** Whether it has an event that it has not answered. */
  busy(): boolean;
  /** Runs one event; a crash and a timeout (which kills the process) are outcomes too. */
  invoke(payload: string): Promise<Outcome>;
  stop(): Promise<void>;
}

function environmentOf(lambda: FunctionDescription, endpoints: Record<string, string>, api: string) {
  return {
    PATH: process.env.PATH ?? '',
    ...endpoints,
    // Nothing of this machine's own AWS settings may reach a function that runs with made-up credentials.
    AWS_CONFIG_FILE: '/dev/null/none',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null/none',
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_RUNTIME_API: api,
    AWS_LAMBDA_FUNCTION_NAME: lambda.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(lambda.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${lambda.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_REGION: REGION,
    LAMBDA_TASK_ROOT: lambda.directory,
    _HANDLER: lambda.handler,
    ...lambda.environment,
  };
}

const TIMED_OUT = 'Sandbox.Timedout';
/** Longer than Lambda's 10 seconds: this machine is busy with the rest of the stack. */
const INIT_SECONDS = 30;

const failure = (errorType: string, errorMessage: string): Outcome => ({
  ok: false,
  errorType,
  errorMessage,
});
const timedOut = (errorMessage: string): Outcome => failure(TIMED_OUT, errorMessage);

/**
 * Starts a process for a function.
 * @param environment what every function gets beside its own variables: endpoints and credentials
 * @param log receives each line it prints
 */
export async function startFunctionProcess(
  lambda: FunctionDescription,
  environment: Record<string, string>,
  log: (line: string) => void,
): Promise<FunctionProcess> {
  const api = await startRuntimeApi(lambda.arn);
  const child: ChildProcess = spawnChild(
    process.execPath,
    [`--max-old-space-size=${lambda.memoryMegabytes}`, BOOTSTRAP],
    { cwd: lambda.directory, env: environmentOf(lambda, environment, api.host) },
  );
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream! }).on('line', log);
  let alive = true;
  let busy = false;
  const end = ended(child).then((how) => {
    alive = false;
    void api.close();
    return how;
  });

  return {
    pid: child.pid ?? 0,
    alive: () => alive,
    busy: () => busy,
    async invoke(payload) {
      const seconds = lambda.timeoutSeconds;
      const timeout = Promise.withResolvers<Outcome>();
      let timer = setTimeout(() => {
        timeout.resolve(timedOut(`Init did not end within ${INIT_SECONDS} seconds`));
      }, INIT_SECONDS * 1000);
      // The time of a cold start is not the function's: its own begins when it has the event.
      const answer = api.invoke(payload, () => {
        clearTimeout(timer);
        busy = true;
        timer = setTimeout(() => {
          timeout.resolve(timedOut(`Task timed out after ${seconds.toFixed(2)} seconds`));
        }, seconds * 1000);
        return Date.now() + seconds * 1000;
      });
      const crash = end.then((how) =>
        failure('Runtime.ExitError', `The process ${child.pid} ended with ${how}`),
      );
      const outcome = await Promise.race([answer, timeout.promise, crash]);
      clearTimeout(timer);
      busy = false;
      if (!outcome.ok && outcome.errorType === TIMED_OUT) await kill(child);
      return outcome;
    },
    async stop() {
      await kill(child);
      await end;
    },
  };
}
