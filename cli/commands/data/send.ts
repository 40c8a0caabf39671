import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { REPEATED_KEY } from '../../../shared/contracts/index.ts';
import { attempt, readEvent } from '../../../shared/events/index.ts';
import { parseJson, repeatsKey } from '../../../shared/lib/index.ts';
import { CommandError, count, EXIT, printFaults, step, usageError } from '../../command-line/terminal.ts';
import { awsClients } from '../../deployment/aws-clients.ts';
import { type DeploymentSelection, useDeployment } from '../../deployment/deployment.ts';
import { sendMessages } from '../../deployment/send-messages.ts';

/** Maximum size of a message in SQS. */
const MAX_MESSAGE_BYTES = 1024 * 1024;

/** `primum send`: checks each line against the contract, and sends valid lines to the votes queue. */
export async function send(file: string, deployment: DeploymentSelection): Promise<void> {
  await access(file).catch(() => {
    throw usageError(`there is no file ${file}`);
  });
  const { outputs } = await useDeployment(deployment);
  const { sqs } = awsClients();
  const faults: string[] = [];
  const bodies = checked(file, faults);
  await step(`Sending ${file}`, async (progress) => {
    let sent = 0;
    for await (sent of sendMessages(sqs, outputs.VotesQueueUrl, bodies))
      progress.at(sent, undefined, 'events sent');
    return [undefined, `${count(sent)} events sent, ${count(faults.length)} refused`];
  });
  printFaults(faults);
  if (faults.length > 0)
    throw new CommandError('lines that violate the contract were not sent', EXIT.doneWithRejects);
}

async function* checked(file: string, faults: string[]): AsyncGenerator<string> {
  let line = 0;
  for await (const text of createInterface({
    input: createReadStream(file),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    line++;
    if (text.trim() === '') continue;
    const fault = faultIn(text);
    if (fault === null) yield text;
    else faults.push(`${file}:${line}: ${fault}`);
  }
}

function faultIn(text: string): string | null {
  if (Buffer.byteLength(text) > MAX_MESSAGE_BYTES)
    return `is longer than ${count(MAX_MESSAGE_BYTES)} bytes, the maximum size of a message`;
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    return 'is not JSON: each line must be one event';
  }
  if (repeatsKey(text, value)) return REPEATED_KEY.message;
  const attempted = attempt(() => readEvent(value));
  if ('fault' in attempted) return attempted.fault.message;
  return attempted.value.ok ? null : attempted.value.fault.message;
}
