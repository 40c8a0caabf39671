import { rm } from 'node:fs/promises';
import { exportLine, shellName } from '../../command-line/shell-names.ts';
import { plainLines } from '../../command-line/terminal.ts';
import { writeWholeFile } from '../../files/whole-file.ts';
import type { Stack } from '../../local-stack/index.ts';
import { Interrupted, withStack } from './with-stack.ts';

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
      await writeWholeFile(
        out,
        `${JSON.stringify({ outputs: stack.outputs, environment: stack.environment }, null, 2)}\n`,
      );
      console.log(stackText(stack, out, publishEvery));
      await new Promise((resolve) => interrupted.addEventListener('abort', resolve, { once: true }));
    },
  )
    .catch((error: unknown) => {
      if (!(error instanceof Interrupted)) throw error;
    })
    .finally(() => rm(out, { force: true }));
  console.log('Stopped: nothing is left running.');
}

function stackText({ outputs, environment }: Stack, file: string, publishEvery: number): string {
  const named = Object.entries(outputs).map(([name, value]) => [shellName(name), value] as const);
  return [
    '',
    'The local stack runs. In another terminal:',
    ...[...Object.entries(environment), ...named].map(([name, value]) => `  ${exportLine(name, value)}`),
    '',
    `The outputs are in ${file}, which other commands read. Register a study of made-up data, send a vote, look at the audits:`,
    `  echo '{"madeUp": true}' | aws s3 cp - "s3://$EXPORTS_BUCKET/protocols/my-study.json"`,
    '  aws sqs send-message --endpoint-url "$AWS_ENDPOINT_URL_SQS" --queue-url "$VOTES_QUEUE_URL" --message-body file://examples/vote.json',
    '  aws s3 sync "s3://$SNAPSHOTS_BUCKET" out',
    `Snapshots are published every ${publishEvery === 1 ? 'minute' : `${publishEvery} minutes`}. Ctrl-C stops everything.`,
    '',
  ].join('\n');
}
