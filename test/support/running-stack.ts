import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { AwsClients } from '../../cli/deployment/aws-clients.ts';
import { clientSettings } from '../../cli/local-stack/endpoints.ts';
import { type Stack, type StackOptions, startStack } from '../../cli/local-stack/index.ts';
import { type SynthesiseOptions, synthesise } from '../../infra/synthesise.ts';
import { dynamoStores } from '../../shared/ledger/dynamodb/index.ts';
import type { StudyStore } from '../../shared/ledger/port.ts';

/** A separate local stack with the synthesised template, and clients without faults. */
export interface RunningStack {
  readonly stack: Stack;
  readonly aws: AwsClients;
  /** A temporary folder that is deleted with the stack. */
  readonly directory: string;
  /** The log lines of the functions and the stack so far. */
  readonly log: readonly string[];
  /** @throws Error if the stack has no such output */
  output(name: string): string;
  /** The records of a study. @throws Error if there are none */
  study(name: string): Promise<StudyStore>;
  /** The number of recorded judgments of a study. */
  recorded(name: string): Promise<number>;
  stop(): Promise<void>;
}

export async function runStack(
  options: Omit<StackOptions, 'assembly'> & Omit<SynthesiseOptions, 'outdir'> = {},
): Promise<RunningStack> {
  const { timings = {}, choices = {}, ...stackOptions } = options;
  const directory = await mkdtemp(join(tmpdir(), 'primum-e2e-'));
  const remove = () => rm(directory, { recursive: true, force: true });
  const log: string[] = [];
  try {
    const assembly = await synthesise({ outdir: join(directory, 'cdk.out'), timings, choices });
    const stack = await startStack({ ...stackOptions, assembly, log: (line) => log.push(line) });
    const { endpoints } = stack;
    const aws: AwsClients = {
      s3: new S3Client({ ...clientSettings, endpoint: endpoints.s3 }),
      sqs: new SQSClient({ ...clientSettings, endpoint: endpoints.sqs }),
      dynamodb: new DynamoDBClient({ ...clientSettings, endpoint: endpoints.dynamodb }),
    };
    const output = (name: string): string => {
      const value = stack.outputs[name];
      if (value === undefined) throw new Error(`the stack has no output ${name}`);
      return value;
    };
    const existing = (name: string): Promise<StudyStore | null> => {
      const tables = { ledger: output('LedgerTableName'), counters: output('CountersTableName') };
      return dynamoStores(aws.dynamodb, tables).store.existing(name);
    };
    return {
      ...{ stack, aws, directory, log, output },
      async study(name) {
        const store = await existing(name);
        if (!store) throw new Error(`the study ${name} has no records`);
        return store;
      },
      async recorded(name) {
        const store = await existing(name);
        let judgments = 0;
        for (const { clinician } of store ? await Array.fromAsync(store.participants()) : [])
          judgments += (await Array.fromAsync(store!.judgments(clinician))).length;
        return judgments;
      },
      async stop() {
        for (const client of Object.values(aws)) client.destroy();
        await stack.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
