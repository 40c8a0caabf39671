import { SQSClient } from '@aws-sdk/client-sqs';
import { OwnError } from '../../shared/lib/index.ts';
import type { StackDescription } from './description.ts';
import { clientSettings } from './endpoints.ts';
import { type Functions, processLimit } from './functions.ts';
import type { Log } from './logs.ts';
import { ACCOUNT } from './naming.ts';
import { startPoller } from './poller.ts';

/** The pollers that pass messages from the queues of a stack to its functions. */
export interface EventSources {
  /** The names of the queues that are polled. */
  queues: ReadonlySet<string>;
  stop(): Promise<void>;
}

/** Polls the queue of every event source mapping in the template. */
export function startEventSources(
  description: StackDescription,
  sqsEndpoint: string,
  functions: Functions,
  log: Log,
): EventSources {
  const names = new Map(description.queues.map(({ arn, name }) => [arn, name]));
  const sources = description.eventSources.map((source) => {
    const queue = names.get(source.queueArn);
    if (!queue)
      throw new OwnError(
        `The local stack polls only its own queues, and ${source.logicalId} reads another one.`,
      );
    return { source, queue };
  });
  const client = new SQSClient({ ...clientSettings, endpoint: sqsEndpoint });
  const pollers = sources.map(({ source, queue }) =>
    startPoller({
      source,
      queueUrl: `${sqsEndpoint}/${ACCOUNT}/${queue}`,
      concurrency: processLimit(description, source.functionArn),
      client,
      invoke: (event) => functions.invoke(source.functionArn, event),
      log,
    }),
  );
  return {
    queues: new Set(sources.map(({ queue }) => queue)),
    stop: async () => {
      await Promise.all(pollers.map((poller) => poller.stop()));
      client.destroy();
    },
  };
}
