import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Stack } from '../stack/index.ts';
import { plainLines } from '../terminal.ts';
import { Interrupted, withStack } from './bring-up.ts';

export interface LocalOptions {
  readonly emulatorPort?: number;
  readonly dynamodbPort?: number;
  readonly publishEvery: number;
  readonly out: string;
}

/** `primum local`: keeps the stack running until Ctrl-C. */
export async function local({ out, emulatorPort, dynamodbPort, publishEvery }: LocalOptions): Promise<void> {
  const ports = {
    ...(emulatorPort === undefined ? {} : { emulator: emulatorPort }),
    ...(dynamodbPort === undefined ? {} : { dynamodb: dynamodbPort }),
  };
  await withStack(
    { ports, publishEvery, log: (line) => console.log(plainLines(line)) },
    async (stack, interrupted) => {
      await mkdir(dirname(out), { recursive: true });
      await writeFile(
        out,
        `${JSON.stringify({ outputs: stack.outputs, environment: stack.environment }, null, 2)}\n`,
      );
      console.log(describe(stack, out, publishEvery));
      await new Promise((resolve) => interrupted.addEventListener('abort', resolve, { once: true }));
    },
  ).catch((error: unknown) => {
    if (!(error instanceof Interrupted)) throw error;
  });
  await rm(out, { force: true });
  console.log('Stopped: nothing is left running.');
}

function describe({ outputs, environment }: Stack, file: string, publishEvery: number): string {
  const lines = (entries: Readonly<Record<string, string>>, form: (name: string, value: string) => string) =>
    Object.entries(entries).map(([name, value]) => `  ${form(name, value)}`);
  return [
    '',
    'The local stack runs. For another terminal:',
    ...lines(environment, (name, value) => `export ${name}=${value}`),
    '',
    ...lines(outputs, (name, value) => `${name.padEnd(28)} ${value}`),
    '',
    `Written to ${file}, where other commands find it. Register a study, send a vote, look at the audits:`,
    `  echo '{}' | aws s3 cp - s3://${outputs.ExportsBucketName}/protocols/my-study.json`,
    `  aws sqs send-message --endpoint-url ${environment.AWS_ENDPOINT_URL_SQS} --queue-url ${outputs.VotesQueueUrl} --message-body file://vote.json`,
    `  aws s3 sync s3://${outputs.SnapshotsBucketName} out`,
    `Snapshots are published every ${publishEvery === 1 ? 'minute' : `${publishEvery} minutes`}. Ctrl-C stops everything.`,
    '',
  ].join('\n');
}
