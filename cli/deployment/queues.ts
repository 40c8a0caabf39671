import type { Outputs } from './deployment.ts';

/** The names of the work queues on the command line. */
export type QueueName = 'votes' | 'imports';
export const QUEUES: readonly QueueName[] = ['votes', 'imports'];

/** The URLs of a queue and of its dead-letter queue. */
export const queueUrls = (
  outputs: Outputs,
  queue: QueueName,
): { readonly queue: string; readonly deadLetters: string } =>
  queue === 'votes'
    ? { queue: outputs.VotesQueueUrl, deadLetters: outputs.VotesDeadLetterQueueUrl }
    : { queue: outputs.ImportsQueueUrl, deadLetters: outputs.ImportsDeadLetterQueueUrl };
