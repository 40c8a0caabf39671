import { readFile } from 'node:fs/promises';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { CommandError, usageError } from '../command-line/terminal.ts';
import { requestHandler } from './aws-clients.ts';

/** The outputs of a stack that commands use, and any others. */
export const outputNames = z
  .object({
    VotesQueueUrl: z.string(),
    VotesDeadLetterQueueUrl: z.string(),
    ImportsQueueUrl: z.string(),
    ImportsDeadLetterQueueUrl: z.string(),
    ExportsBucketName: z.string(),
    SnapshotsBucketName: z.string(),
    LedgerTableName: z.string(),
    CountersTableName: z.string(),
    SecretArn: z.string(),
  })
  .catchall(z.string());

export type Outputs = z.output<typeof outputNames>;

/** The options that select a deployment. */
export interface DeploymentSelection {
  /** A file with the outputs of the stack. Ignored if `stack` is given. */
  readonly outputs: string;
  /** The name of a deployed stack. */
  readonly stack?: string;
  /** The AWS region. By default it is the region of the environment. */
  readonly region?: string;
}

/** A selected deployment. */
export interface Deployment {
  readonly outputs: Outputs;
  /** The name of the stack in CloudFormation. Null for the local stack. */
  readonly stackName: string | null;
  /** Environment variables with which clients reach the local stack. Empty for a stack in CloudFormation. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The format that `primum local` writes. It includes the environment variables that clients need for the local
 * services.
 */
const localFile = z.object({ outputs: outputNames, environment: z.record(z.string(), z.string()) });
/** The format that `cdk deploy --outputs-file` writes: outputs by stack. */
const cdkFile = z.record(z.string(), outputNames);

/**
 * Finds the deployment, and sets the environment for AWS clients that are created afterwards.
 * @throws CommandError with the exit code for wrong use, if the stack does not exist, or no file has its outputs
 */
export async function useDeployment({ outputs, stack, region }: DeploymentSelection): Promise<Deployment> {
  if (region !== undefined) process.env.AWS_REGION = region;
  if (stack !== undefined)
    return { outputs: await readStackOutputs(stack), stackName: stack, environment: {} };
  const text = await readFile(outputs, 'utf8').catch(() => {
    throw usageError(
      `there is no ${outputs}: start a local stack with \`npm run primum -- local\`, or select a deployed stack with ` +
        '--stack, or pass the file of `cdk deploy --outputs-file` as --outputs',
    );
  });
  return parseOutputsFile(text, outputs);
}

async function readStackOutputs(stack: string): Promise<Outputs> {
  const client = new CloudFormationClient({ requestHandler });
  const regionText = `in ${await client.config.region().catch(throwRegionMissing)}`;
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack })).catch((error) => {
    if (error.name === 'ValidationError') throw usageError(`there is no stack ${stack} ${regionText}`);
    throw new CommandError(
      `the outputs of the stack ${stack} ${regionText} cannot be read: ${error.message}`,
    );
  });
  const listed = Stacks?.[0]?.Outputs ?? [];
  const read = outputNames.safeParse(
    Object.fromEntries(listed.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
  );
  if (read.success) return read.data;
  throw usageError(
    `the stack ${stack} ${regionText} is not a stack of Primum: it has no ${missingOutputs(read.error)}`,
  );
}

const throwRegionMissing = (): never => {
  throw usageError('--stack needs a region: give --region, or set AWS_REGION or AWS_DEFAULT_REGION');
};

function parseOutputsFile(text: string, file: string): Deployment {
  const content = readJson(text, file);
  const local = localFile.safeParse(content);
  if (local.success) {
    Object.assign(process.env, local.data.environment);
    return { ...local.data, stackName: null };
  }
  const deployed = cdkFile.safeParse(content);
  const [stack, ...others] = deployed.success ? Object.entries(deployed.data) : [];
  if (others.length > 0)
    throw usageError(`${file} contains the outputs of several stacks: select one with --stack`);
  if (stack) return { outputs: stack[1], stackName: stack[0], environment: {} };
  throw usageError(
    `${file} does not contain the outputs of a Primum stack: it must contain ${Object.keys(outputNames.shape).join(', ')}`,
  );
}

const missingOutputs = ({ issues }: z.ZodError): string =>
  issues.map(({ path }) => path.join('.')).join(', ');

function readJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandError(`${file} is not JSON`);
  }
}
