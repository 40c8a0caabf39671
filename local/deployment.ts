import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { CommandError, usageError } from './terminal.ts';

const names = z.object({
  VotesQueueUrl: z.string(),
  ExportsBucketName: z.string(),
  SnapshotsBucketName: z.string(),
  LedgerTableName: z.string(),
  CountersTableName: z.string(),
});

/** Where a deployment is: the stack's outputs, and what a client needs in its environment to reach a local one. */
export interface Deployment {
  readonly outputs: z.output<typeof names>;
  readonly environment: Readonly<Record<string, string>>;
}

/** As `primum local` writes it. */
const localFile = z.object({ outputs: names, environment: z.record(z.string(), z.string()) });
/** As `cdk deploy --outputs-file` writes it: the outputs by stack. */
const cdkFile = z.record(z.string(), names);

/**
 * Reads where the deployment is, and sets the environment that the AWS clients made after this go by.
 * @throws CommandError (used wrongly) where the file is missing or is not one of the two kinds.
 */
export async function useDeployment(file: string): Promise<Deployment> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw usageError(
      `there is no ${file}: start a local stack with \`npm run primum -- local\`, or give --outputs with the file that \`cdk deploy --outputs-file\` wrote`,
    );
  });
  const deployment = parse(text, file);
  Object.assign(process.env, deployment.environment);
  return deployment;
}

function parse(text: string, file: string): Deployment {
  const content = readJson(text, file);
  const local = localFile.safeParse(content);
  if (local.success) return local.data;
  const deployed = cdkFile.safeParse(content);
  const [outputs, ...others] = deployed.success ? Object.values(deployed.data) : [];
  if (!outputs || others.length > 0)
    throw usageError(
      `${file} does not hold the outputs of one Primum stack: it needs ${Object.keys(names.shape).join(', ')}`,
    );
  return { outputs, environment: {} };
}

function readJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(`${file} is not JSON: ${(error as Error).message}`);
  }
}
