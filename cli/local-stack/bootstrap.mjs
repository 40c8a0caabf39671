// The program in a function's process. Like the runtime of Lambda, it gets events from the Runtime API and passes
// them to the handler. It is plain JavaScript without dependencies, so that the process loads only the bundle.
import { access } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const env = process.env;
const base = `http://${env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
const agent = new Agent({ keepAlive: true });
// Test aid: JSON.parse kills the process if the text contains the poison. Work on a message or a record begins with
// parsing, so this imitates running out of memory in the middle of the work. Parsing the event as a whole does not
// count as work, so it uses the original function.
const poison = env.LOCAL_STACK_POISON;
const parse = JSON.parse;
if (poison)
  JSON.parse = (text, reviver) => {
    if (String(text).includes(poison)) process.kill(process.pid, 'SIGKILL');
    return parse(text, reviver);
  };

// The parent process holds the other end of standard input. When it closes, this process exits, as soon as the
// handler yields to the event loop.
process.stdin
  .resume()
  .on('end', () => process.exit(0))
  .on('error', () => process.exit(0))
  .unref?.();

/**
 * One call without a time limit, which fetch would impose.
 * @param {string} method @param {string} path @param {string} [body]
 * @returns {Promise<{headers: import('node:http').IncomingHttpHeaders, body: string}>}
 */
function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${base}${path}`, { method, agent }, (response) => {
      const chunks = /** @type {Buffer[]} */ ([]);
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }),
      );
      response.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** @param {unknown} error */
const describe = (error) =>
  JSON.stringify(
    error instanceof Error
      ? {
          errorType: error.name,
          errorMessage: error.message,
          stackTrace: (error.stack ?? '').split('\n').slice(1),
        }
      : { errorType: typeof error, errorMessage: String(error), stackTrace: [] },
  );

async function loadHandler() {
  const name = env._HANDLER ?? '';
  const dot = name.lastIndexOf('.');
  const stem = join(env.LAMBDA_TASK_ROOT ?? '.', name.slice(0, dot));
  for (const ending of ['.mjs', '.js', '.cjs']) {
    const file = `${stem}${ending}`;
    if (
      await access(file).then(
        () => true,
        () => false,
      )
    ) {
      const handler = (await import(pathToFileURL(file).href))[name.slice(dot + 1)];
      if (typeof handler === 'function') return handler;
    }
  }
  throw new Error(`${name} is not a function exported from ${env.LAMBDA_TASK_ROOT}`);
}

/** @param {import('node:http').IncomingHttpHeaders} headers */
function contextOf(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

/** @type {(event: unknown, context: object) => unknown} */
let handler;
try {
  handler = await loadHandler();
} catch (error) {
  console.error(error);
  await call('POST', '/init/error', describe(error));
  process.exit(1);
}

for (;;) {
  const { headers, body } = await call('GET', '/invocation/next');
  const id = headers['lambda-runtime-aws-request-id'];
  try {
    const result = await handler(parse(body), contextOf(headers));
    await call('POST', `/invocation/${id}/response`, JSON.stringify(result ?? null));
  } catch (error) {
    console.error(error);
    await call('POST', `/invocation/${id}/error`, describe(error));
  }
}
