/**
 * Replaces the AWS command line on a machine without it. It understands only the commands that the documentation
 * prints. Endpoints and credentials come from the environment, as for the SDKs.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

const unknown = (why: string): never => {
  throw new Error(`the stand-in for aws does not know this command: ${why}`);
};

const s3 = () => new S3Client({ forcePathStyle: true });
const placeOf = (address: string) => {
  const [, Bucket, Key = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(address) ?? unknown(address);
  return { Bucket: Bucket!, Key };
};

async function copy([from = '', to = '']: readonly string[]): Promise<void> {
  if (from.startsWith('s3://')) {
    const { Body } = await s3().send(new GetObjectCommand(placeOf(from)));
    const bytes = await Body!.transformToByteArray();
    if (to === '-') process.stdout.write(bytes);
    else await writeFile(to, bytes);
  } else {
    const Body = from === '-' ? await buffer(process.stdin) : await readFile(from);
    await s3().send(new PutObjectCommand({ ...placeOf(to), Body }));
  }
}

async function list(address: string): Promise<string[]> {
  const { Bucket, Key } = placeOf(address);
  const { Contents = [] } = await s3().send(new ListObjectsV2Command({ Bucket, Prefix: Key }));
  return Contents.map((object) => object.Key!);
}

async function sync([from = '', to = '']: readonly string[]): Promise<void> {
  for (const key of await list(from)) {
    const path = join(to, key);
    await mkdir(dirname(path), { recursive: true });
    await copy([`s3://${placeOf(from).Bucket}/${key}`, path]);
  }
}

/** Options as `--name value`, of these names only. */
function optionsOf(words: readonly string[], names: readonly string[]): Record<string, string> {
  const options: Record<string, string> = {};
  for (let at = 0; at < words.length; at += 2) {
    const name = words[at]!.replace(/^--/, '');
    if (!words[at]!.startsWith('--') || !names.includes(name)) unknown(words[at]!);
    options[name] = words[at + 1] ?? unknown(`${words[at]} without a value`);
  }
  return options;
}

async function sendMessage(words: readonly string[]): Promise<void> {
  const options = optionsOf(words, ['endpoint-url', 'queue-url', 'message-body']);
  const [, file] = /^file:\/\/(.+)$/.exec(options['message-body']!) ?? [];
  const client = new SQSClient(options['endpoint-url'] ? { endpoint: options['endpoint-url'] } : {});
  const MessageBody = file ? await readFile(file, 'utf8') : options['message-body'];
  await client.send(new SendMessageCommand({ QueueUrl: options['queue-url'], MessageBody }));
}

async function receiveMessage(words: readonly string[]): Promise<void> {
  const options = optionsOf(words, ['queue-url', 'visibility-timeout', 'max-number-of-messages']);
  const { Messages } = await new SQSClient({}).send(
    new ReceiveMessageCommand({
      QueueUrl: options['queue-url'],
      VisibilityTimeout: Number(options['visibility-timeout']),
      MaxNumberOfMessages: Number(options['max-number-of-messages']),
    }),
  );
  if (Messages) console.log(JSON.stringify({ Messages }, null, 4));
}

async function describeStacks(words: readonly string[]): Promise<void> {
  const options = optionsOf(words, ['stack-name', 'query', 'output']);
  const [, name] =
    /^Stacks\[0\]\.Outputs\[\?OutputKey=='(\w+)'\]\.OutputValue$/.exec(options.query!) ?? unknown('--query');
  const command = new DescribeStacksCommand({ StackName: options['stack-name'] });
  const { Stacks } = await new CloudFormationClient({}).send(command);
  console.log(Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue ?? '');
}

const [service, operation, ...words] = process.argv.slice(2);
const known: Readonly<Record<string, () => Promise<void>>> = {
  's3 cp': () => copy(words),
  's3 sync': () => sync(words),
  's3 ls': async () => {
    if (words[0] !== '--recursive') unknown('s3 ls without --recursive');
    for (const key of await list(words[1]!)) console.log(key);
  },
  'sqs send-message': () => sendMessage(words),
  'sqs receive-message': () => receiveMessage(words),
  'cloudformation describe-stacks': () => describeStacks(words),
};
await (known[`${service} ${operation}`] ?? (() => unknown(`${service} ${operation}`)))();
