import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { importKeys, type Mended, mendedRejects } from '../../../shared/imports/index.ts';
import { byCodeUnit, stringifyJson } from '../../../shared/lib/index.ts';
import { CommandError, count, EXIT, printFaults, step, usageError } from '../../command-line/terminal.ts';
import { awsClients } from '../../deployment/aws-clients.ts';
import { deployedPseudonymiser } from '../../deployment/deployed-study.ts';
import { type DeploymentSelection, useDeployment } from '../../deployment/deployment.ts';
import { checkFile } from '../../files/protocol-file.ts';

export interface ResendOptions extends DeploymentSelection {
  readonly study: string;
}

/** `primum resend`: uploads the rows of corrected rejects as an operator's file. */
export async function resend(
  files: readonly string[],
  { study, ...deployment }: ResendOptions,
): Promise<void> {
  for (const file of files) await checkFile(file);
  const { outputs } = await useDeployment(deployment);
  const pseudonymiser = await deployedPseudonymiser(study, outputs);
  const at = new Date().toISOString();
  const events: string[] = [];
  const faults: string[] = [];
  for (const file of files)
    for (const mended of await read(file, (text) => mendedRejects(text, at, pseudonymiser)))
      if ('fault' in mended) faults.push(`${file}: ${mended.place}: ${mended.fault}`);
      else events.push(stringifyJson({ ...mended.event, study }));

  if (events.length > 0)
    await step('Sending again', async () => {
      const key = await drop(`${events.sort(byCodeUnit).join('\n')}\n`, study, outputs.ExportsBucketName);
      return [
        undefined,
        `${count(events.length)} events in ${key}; the receipt will be under receipts/${study}/`,
      ];
    });
  printFaults(faults);
  if (faults.length > 0)
    throw new CommandError(`${count(faults.length)} rejects still cannot be sent`, EXIT.doneWithRejects);
}

async function read(file: string, take: (text: string) => Mended[]): Promise<Mended[]> {
  const text = await readFile(file, 'utf8');
  try {
    return take(text);
  } catch {
    throw usageError(
      `${file} is not a list of rejects: pass rejects.jsonl of an import, or an object of rejects/<study>/`,
    );
  }
}

/** The name of the file is derived from the content. The same content therefore gives only one file. */
async function drop(content: string, study: string, bucket: string): Promise<string> {
  const digest = createHash('sha256').update(content).digest('hex').slice(0, 16);
  const key = `${importKeys.operatorFolder(study)}resent/${digest}.jsonl`;
  await awsClients().s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }));
  return key;
}
