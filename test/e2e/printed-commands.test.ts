import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../../infra/bundle.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { fileIdOf } from '../../shared/ledger/import-log/index.ts';
import { cloudFormation } from '../integration/commands/cloudformation.ts';
import { childrenOf, isAlive } from '../integration/local-stack/processes.ts';
import { primum } from '../support/command-line.ts';
import { documents, type PrintedCommand, printedCommands } from '../support/printed-commands.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

/** Commands that this test does not run, with the reason. */
const NOT_RUN: readonly (readonly [RegExp, string])[] = [
  [/^npm ci( && npm (start|test))?$|^npm (start|test)$/, 'CI runs it, and another e2e test runs `start`'],
  [
    /^npm run (browser|bench( -- --(quick|large|imports|publication))?|calibrate( -- --part 3\/12)?|disclosure|faults|scaling|supply-chain|record-schemas)$/,
    'takes long, or writes into the repository',
  ],
  [
    /^npm run (check|format)$|^(PRIMUM_\w+=\d+ )*npx vitest run /,
    'CI runs all checks and tests on the repository itself',
  ],
  [/^git pull$/, 'changes the checkout'],
  [/^npx cdk /, 'needs an account of AWS, or an emulator of CloudFormation'],
  [/^aws iam /, 'the local stack has no IAM'],
  [
    /^aws (lambda|logs|cloudwatch|scheduler|s3api|secretsmanager|dynamodb|kms) /,
    'the local stack has no such call',
  ],
  [/^(logs|invoke|hold) /, 'the local stack has no calls of Lambda and CloudWatch Logs'],
  [/ rejects <study> --follow$/, 'runs until Ctrl-C; an integration test follows rejects'],
  [/ erase <clinician> /, 'waits for 16 minutes; another e2e test runs it with --settle 0'],
];

const hasAws = spawnSync('aws', ['--version']).status === 0;
const hasBoto3 = spawnSync('python3', ['-c', 'import boto3']).status === 0;
/** A poll of the commands' results starts a process, so it pauses. */
const POLL = { everyMs: 500 };
const REJECTED = 'late-study';

const folder = temporaryFolder();
const inFolder = (...names: string[]) => join(folder, ...names);
let local: ChildProcess;
let printed = '';
/**
 * The environment of the reader's shell: the variables that `local` printed, and the variables and functions that the
 * pages define.
 */
const environment: Record<string, string> = {};
let definitions: string[] = [];
let emulated: Awaited<ReturnType<typeof cloudFormation>>;

/** Creates the directory of a checkout with an empty `out/`. */
function makeCheckout(): void {
  const names = ['package.json', 'node_modules', 'examples', 'cli', 'shared', 'infra', 'functions', 'docs'];
  for (const name of names) symlinkSync(join(ROOT, name), inFolder(name));
  mkdirSync(inFolder('bin'));
  const standIn = join(import.meta.dirname, '../support/aws-stand-in.ts');
  writeFileSync(inFolder('bin/aws'), `#!/bin/sh\nexec '${process.execPath}' '${standIn}' "$@"\n`);
  chmodSync(inFolder('bin/aws'), 0o755);
}

/** Environment variables with which no AWS client reaches another machine. */
const confined = () => ({
  ...process.env,
  ...environment,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: inFolder('no-config'),
  AWS_SHARED_CREDENTIALS_FILE: inFolder('no-credentials'),
  AWS_ENDPOINT_URL: emulated?.endpoint ?? 'http://127.0.0.1:9',
});

interface Ran {
  readonly code: number | null;
  readonly said: string;
}

/**
 * Runs a command in a shell as a reader would. For pages about a deployed stack, a stand-in replaces the AWS command
 * line on every machine.
 */
async function run(command: string, program: 'bash' | 'python3', standIn: boolean): Promise<Ran> {
  const path = standIn ? `${inFolder('bin')}${delimiter}${process.env.PATH}` : process.env.PATH;
  const script = program === 'bash' ? [...definitions, command].join('\n') : command;
  const flags = program === 'bash' ? ['-o', 'pipefail'] : [];
  const child = spawn(program, [...flags, '-c', script], {
    cwd: folder,
    env: { ...confined(), PATH: path },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [code, stdout, stderr] = await Promise.all([
    new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve)),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, said: stdout + stderr };
}

const s3 = () =>
  new S3Client({ endpoint: environment.AWS_ENDPOINT_URL_S3!, region: 'us-east-1', credentials: ANY });
const ANY = { accessKeyId: 'any', secretAccessKey: 'any' };

async function keys(Prefix: string): Promise<string[]> {
  const { Contents = [] } = await s3().send(
    new ListObjectsV2Command({ Bucket: environment.EXPORTS_BUCKET!, Prefix }),
  );
  return Contents.map(({ Key }) => Key!);
}

const put = (Key: string, Body: string) =>
  s3().send(new PutObjectCommand({ Bucket: environment.EXPORTS_BUCKET!, Key, Body }));

const present = async (prefix: string, end: string): Promise<string> => {
  const found = async () => (await keys(prefix)).find((key) => key.endsWith(end));
  return (await until(`an object ${prefix}…${end}`, found, Boolean, POLL))!;
};

const snapshotsOf = (study: string): string[] =>
  readdirSync(inFolder('out/snapshots', study))
    .filter((name) => /^\d/.test(name))
    .sort();

/** Sends a vote of an unregistered study, which becomes a reject. */
async function rejectVote(): Promise<void> {
  const vote = readFileSync(join(ROOT, 'examples/vote.json'), 'utf8').replace('my-study', REJECTED);
  const sqs = new SQSClient({
    endpoint: environment.AWS_ENDPOINT_URL_SQS!,
    region: 'us-east-1',
    credentials: ANY,
  });
  await sqs.send(new SendMessageCommand({ QueueUrl: environment.VOTES_QUEUE_URL!, MessageBody: vote }));
  await present(`rejects/${REJECTED}/`, '');
}

const ROWS = `judgment,clinician,specialty,at,first,second,outcome
e-1,dr-1,cardiology,2026-03-01T09:30:00Z,model-a,model-b,first
e-2,dr-1,cardiology,2026-03-01T09:30:00Z,model-a,model-b,third
`;

/** Actions of a reader between two commands, as the text describes them. */
const BEFORE: Readonly<Record<string, () => Promise<unknown>>> = {
  'npm run primum -- diff <older snapshot> <newer snapshot>': () =>
    primum(
      ['audit', 'out/generated/votes.csv', '--study', 'made-up', '--protocol', 'out/generated/protocol.json'],
      { cwd: folder },
    ),
  'aws s3 ls --recursive "s3://$(output ExportsBucketName)/rejects/" | tail -20': rejectVote,
  'npm run primum -- resend rejected.json --study <study> --stack $STACK': () =>
    put(`protocols/${REJECTED}.json`, '{}'),
  'npm run primum -- imports <study> --stack $STACK': importRejected,
  'npm run primum -- imports <study> --file <id> --stack $STACK': importEarly,
  'npm run primum -- resend rejects.jsonl --study <study> --stack $STACK': async () => {
    const Key = await present(`receipts/${REJECTED}/votes.csv/`, 'rejects.jsonl');
    const object = await s3().send(new GetObjectCommand({ Bucket: environment.EXPORTS_BUCKET!, Key }));
    const rejects = await object.Body!.transformToString();
    writeFileSync(inFolder('rejects.jsonl'), rejects.replaceAll('third', 'second'));
  },
  'aws s3 cp former.json "s3://$(output ExportsBucketName)/protocols/<study>.json"': async () =>
    writeFileSync(inFolder('former.json'), '{}'),
};

/** Imports a file with rejects, and returns the key of its receipt. */
async function importRejected(): Promise<string> {
  await put(`exports/${REJECTED}/votes.csv`, ROWS);
  return present(`receipts/${REJECTED}/votes.csv/`, 'receipt.json');
}

/** Uploads a file of a study that is not registered yet, and returns the key of its receipt. */
async function importEarly(): Promise<string> {
  await put(`exports/${REJECTED}/early.csv`, ROWS);
  return present(`receipts/${REJECTED}/early.csv/`, 'receipt.json');
}

/** Values for the placeholders. */
const SAMPLES: Readonly<Record<string, () => string | Promise<string>>> = {
  '<command>': () => '--help',
  '<older snapshot>': () => `out/snapshots/made-up/${snapshotsOf('made-up')[0]}`,
  '<newer snapshot>': () => `out/snapshots/made-up/${snapshotsOf('made-up')[1]}`,
  '<study>': () => REJECTED,
  '<id>': async () => {
    const Key = await present(`receipts/${REJECTED}/early.csv/`, 'receipt.json');
    const receipt = await s3().send(new GetObjectCommand({ Bucket: environment.EXPORTS_BUCKET!, Key }));
    const { study, object, version } = JSON.parse(await receipt.Body!.transformToString());
    return fileIdOf({ study, object, version });
  },
  '<key>': () => present(`rejects/${REJECTED}/`, ''),
  'receipts/<study>/<file>/<version>/rejects.jsonl': () =>
    present(`receipts/${REJECTED}/votes.csv/`, 'rejects.jsonl'),
};

/** Commands that succeed only after a while, as the text explains, with their conditions. */
const AWAITED: Readonly<Record<string, () => boolean>> = {
  'aws s3 sync "s3://$SNAPSHOTS_BUCKET" out': () =>
    existsSync(inFolder('out/snapshots/my-study/latest.json')),
};

async function filledIn(command: string): Promise<string> {
  let filled = command;
  for (const placeholder of Object.keys(SAMPLES).sort((a, b) => b.length - a.length))
    if (filled.includes(placeholder)) filled = filled.replaceAll(placeholder, await SAMPLES[placeholder]!());
  // The emulator of the local stack knows only one region.
  return filled.replace('eu-central-1', environment.AWS_REGION!);
}

const isRun = ({ text }: PrintedCommand): boolean => !NOT_RUN.some(([pattern]) => pattern.test(text));

async function startLocal(command: string): Promise<void> {
  local = spawn('bash', ['-c', command], {
    cwd: folder,
    env: confined(),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  for (const stream of [local.stdout!, local.stderr!])
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  await until(
    '`local` to print its endpoints',
    () => printed,
    (text) => text.includes('Ctrl-C stops everything'),
  );
  for (const [, name, value] of printed.matchAll(/^ {2}export (\w+)=(\S*)$/gm)) environment[name!] = value!;
  const { outputs } = JSON.parse(readFileSync(inFolder('out/local/outputs.json'), 'utf8'));
  emulated = await cloudFormation(new Map([['Primum', outputs]]));
}

const familyOf = (pid: number): number[] => [pid, ...childrenOf(pid).flatMap(familyOf)];

beforeAll(makeCheckout);
afterAll(async () => {
  emulated?.close();
  if (!local?.pid) return;
  const family = familyOf(local.pid);
  process.kill(-local.pid, 'SIGTERM');
  await until(
    'the local stack to end',
    () => family.filter(isAlive),
    ({ length }) => length === 0,
  );
});

/** The page about the local stack. Others are about a deployed one, and need a stand-in on any machine. */
const LOCAL_PAGE = 'docs/getting-started.md';
const byStandIn = (page: string): boolean => !hasAws || page !== LOCAL_PAGE;

/** The programs that run a page's commands, for its title in the report of the tests. */
function programsFor(page: string): string {
  if (!printedCommands(page).some(({ text }) => /\baws /.test(text))) return 'by a shell';
  if (page !== LOCAL_PAGE) return 'by a stand-in for the AWS command line';
  const aws = hasAws ? 'the AWS command line' : 'a stand-in for the AWS command line, which is not installed';
  return `by ${aws}, and ${hasBoto3 ? 'Python with boto3' : 'the SDK, because Python with boto3 is not installed'}`;
}

const pages = documents()
  .filter((page) => printedCommands(page).length > 0)
  .map((page) => [page, programsFor(page)] as const);

describe.each(pages)('each command that %s prints, run %s:', (document) => {
  const commands = printedCommands(document);
  beforeAll(() => {
    definitions = [];
  });
  for (const command of commands.filter(isRun))
    test(`line ${command.line}: ${command.text.split('\n').at(-1)}`, () => follow(command, document));
  const others = commands.filter((command) => !isRun(command));
  if (others.length > 0) test.skip(`(not run, for a reason that is listed: ${others.length})`, () => {});
});

/** `imports` and `rejects` end with code 3 if a study has rejects, which some pages are about. */
const isDone = (text: string, code: number | null): boolean =>
  code === 0 || (code === 3 && /^npm run primum -- (imports|rejects) /.test(text));

async function follow({ text, language }: PrintedCommand, document: string): Promise<void> {
  if (text === 'npm run primum -- local') return startLocal(text);
  if (/^\w+\(\) \{.*\}$/.test(text) || text.startsWith('export ')) return define(text);
  if (language === 'python' && !hasBoto3) return followPython(text);
  await BEFORE[text]?.();
  const command = await filledIn(text);
  expect(command, 'a placeholder without a sample value').not.toMatch(/<[a-z ]+>/i);
  const program = language === 'python' ? 'python3' : 'bash';
  const once = () => run(command, program, byStandIn(document));
  const ended = AWAITED[text];
  if (ended) await until(`success of ${text}`, once, ({ code }) => isDone(text, code) && ended(), POLL);
  const { code, said } = await once();
  expect(isDone(text, code), `exit code ${code} of ${command}\n${said}`).toBe(true);
}

/** Defines a function or a variable for later commands, with the address of the local stack. */
async function define(text: string): Promise<void> {
  definitions.push(
    text
      .replace(/AWS_ENDPOINT_URL=\S+/, `AWS_ENDPOINT_URL=${emulated.endpoint}`)
      .replace('eu-central-1', environment.AWS_REGION!),
  );
  const { code, said } = await run(':', 'bash', true);
  expect(code, said).toBe(0);
}

/** Sends the vote as the printed Python does, with the SDK. */
async function followPython(text: string): Promise<void> {
  expect(text).toContain('vote = json.load(open("examples/vote.json"))');
  expect(text).toContain(
    'send_message(QueueUrl=os.environ["VOTES_QUEUE_URL"], MessageBody=json.dumps(vote))',
  );
  const { code, said } = await run(
    'aws sqs send-message --endpoint-url "$AWS_ENDPOINT_URL_SQS" --queue-url "$VOTES_QUEUE_URL" --message-body file://examples/vote.json',
    'bash',
    true,
  );
  expect(code, said).toBe(0);
}

test('every npm script that is printed exists', () => {
  const scripts = documents()
    .flatMap(printedCommands)
    .flatMap(({ text }) => /\bnpm run (?:--silent )?(\S+)/.exec(text)?.[1] ?? []);
  expect(Object.keys(packageJson.scripts)).toEqual(expect.arrayContaining(scripts));
});

test('every entry of the list of commands that are not run matches a printed command', () => {
  const all = documents().flatMap(printedCommands);
  const unused = NOT_RUN.filter(([pattern]) => !all.some(({ text }) => pattern.test(text)));
  expect(unused).toEqual([]);
});

test('getting started shows the vote that its commands send', () => {
  const page = readFileSync(join(ROOT, LOCAL_PAGE), 'utf8');
  const [, vote = ''] = /^```json\n(\{\n {2}"kind": "vote".*?)^```/ms.exec(page) ?? [];
  expect(vote).toBe(readFileSync(join(ROOT, 'examples/vote.json'), 'utf8'));
});

test('`local` suggests the commands of getting started', () => {
  const commands = printedCommands(LOCAL_PAGE).filter(({ text }) => /\baws (s3|sqs)\b/.test(text));
  expect(commands.length).toBeGreaterThan(2);
  for (const { text } of commands) expect(printed).toContain(`  ${text}\n`);
});

test('the README prints the commands that start Primum and test it, each on one line', () => {
  const printed = printedCommands('README.md').map(({ text }) => text);
  expect(printed).toEqual(expect.arrayContaining(['npm ci && npm start', 'npm ci && npm test']));
});
