import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ended, kill, spawnChild } from './children.ts';
import type { FunctionDescription } from './description.ts';
import { REGION } from './naming.ts';
import { type InvocationOutcome, startRuntimeApi } from './runtime-api.ts';

const BOOTSTRAP = join(import.meta.dirname, 'bootstrap.mjs');

/** A process that runs a function, one event at a time. */
export interface FunctionProcess {
  pid: number;
  /** False after the process has ended. The next event then needs another process. */
  alive(): boolean;
  /** Whether the process has received an event and not answered yet. */
  busy(): boolean;
  /** Runs one event. A crash and a timeout are outcomes, too. A timeout kills the process. */
  invoke(payload: string): Promise<InvocationOutcome>;
  stop(): Promise<void>;
}

function functionEnvironment(lambda: FunctionDescription, endpoints: Record<string, string>, api: string) {
  return {
    PATH: process.env.PATH ?? '',
    ...endpoints,
    // The AWS settings of this machine must not reach a function, which runs with made-up credentials.
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
/** Much longer than Lambda's 10 seconds, because the machine may be busy. The limit is for a start that hangs. */
const INIT_TIMEOUT_SECONDS = 300;

const failure = (errorType: string, errorMessage: string): InvocationOutcome => ({
  ok: false,
  errorType,
  errorMessage,
});
const timedOut = (errorMessage: string): InvocationOutcome => failure(TIMED_OUT, errorMessage);

/**
 * Starts a process for a function.
 * @param environment variables of every function in addition to its own: endpoints and credentials
 * @param log receives each line that the process prints
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
    { cwd: lambda.directory, env: functionEnvironment(lambda, environment, api.host) },
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
      const timeout = Promise.withResolvers<InvocationOutcome>();
      let timer = setTimeout(() => {
        timeout.resolve(timedOut(`Init did not end within ${INIT_TIMEOUT_SECONDS} seconds`));
      }, INIT_TIMEOUT_SECONDS * 1000);
      // A cold start does not count towards the timeout. The timeout begins when the function receives the event.
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
