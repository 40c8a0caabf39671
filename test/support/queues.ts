import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** Takes every message out of a queue that nobody else reads; their bodies. */
export async function takeAll(sqs: SQSClient, QueueUrl: string): Promise<string[]> {
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
    );
    if (Messages.length === 0) return bodies;
    for (const { Body = '', ReceiptHandle } of Messages) {
      bodies.push(Body);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}

/**
 * Lets messages come again sooner than a deployment would, where the function's timeout six times over is hidden:
 * a test of repetition has not that long. Sooner is only harder on whoever must count once.
 */
export async function comeAgainAfter(sqs: SQSClient, QueueUrl: string, seconds: number): Promise<void> {
  const Attributes = { VisibilityTimeout: String(seconds) };
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
}
