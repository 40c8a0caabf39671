import type { Outputs } from '../deployment.ts';

/** The queues of work, as people name them. */
export type QueueName = 'votes' | 'imports';
export const QUEUES: readonly QueueName[] = ['votes', 'imports'];

/** The addresses of a queue and of its dead letters. */
export const addressesOf = (
  outputs: Outputs,
  queue: QueueName,
): { readonly queue: string; readonly deadLetters: string } =>
  queue === 'votes'
    ? { queue: outputs.VotesQueueUrl, deadLetters: outputs.VotesDeadLetterQueueUrl }
    : { queue: outputs.ImportsQueueUrl, deadLetters: outputs.ImportsDeadLetterQueueUrl };
