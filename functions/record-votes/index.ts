import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { readPseudonymiser } from '../../shared/events/index.ts';
import { setting } from '../support/environment.ts';
import { lazy } from '../support/lazy.ts';
import { sqsClient, sqsMessages } from '../support/messages.ts';
import { deployedExports, deployedProtocols, deployedStores } from '../support/services.ts';
import { lambdaTelemetry } from '../support/telemetry.ts';
import { type BatchServices, handleBatch } from './handle-batch.ts';
import { restrictedSenders } from './restricted-senders.ts';

const telemetry = lambdaTelemetry();

const services = lazy(async (): Promise<BatchServices> => {
  const exports = deployedExports();
  return {
    exports,
    telemetry,
    protocols: deployedProtocols(exports, telemetry),
    pseudonymiser: await readPseudonymiser(setting('SECRET_ARN')),
    store: deployedStores().store,
    queue: sqsMessages(sqsClient(), setting('VOTES_QUEUE_URL')),
    now: Date.now,
    random: Math.random,
    studiesOf: restrictedSenders(process.env.RESTRICTED_SENDERS),
  };
});

/** Records a batch of messages from the votes queue, and returns only those that should be retried. */
export const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  telemetry.begin(context);
  try {
    return await handleBatch(event, await services(), () => context.getRemainingTimeInMillis());
  } catch (error) {
    throw telemetry.failure(error);
  } finally {
    telemetry.flush();
  }
};
