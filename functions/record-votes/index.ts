import { readLimits } from '../../shared/contracts/index.ts';
import { pseudonymisers } from '../../shared/events/pseudonyms/index.ts';
import { readSecret } from '../../shared/events/secrets-manager/index.ts';
import { setting } from '../support/environment.ts';
import { lambdaHandler } from '../support/lambda-handler.ts';
import { sqsClient, sqsMessages } from '../support/messages.ts';
import { deployedExports, deployedProtocols, deployedStores } from '../support/services.ts';
import type { Telemetry } from '../support/telemetry.ts';
import { handleBatch, StudyMeter } from './handle-batch.ts';
import { readRestrictions } from './read-restrictions.ts';
import type { RecordVotesServices } from './record-messages.ts';

async function buildServices(telemetry: Telemetry): Promise<RecordVotesServices> {
  const exports = deployedExports();
  const { store } = deployedStores();
  return {
    exports,
    telemetry,
    protocols: deployedProtocols(exports, telemetry),
    store,
    pseudonymisers: pseudonymisers(await readSecret(setting('SECRET_ARN')), store),
    queue: sqsMessages(sqsClient(), setting('VOTES_QUEUE_URL')),
    floods: new StudyMeter(readLimits(process.env.STUDY_LIMITS), Number(setting('VOTES_WORKERS'))),
    now: Date.now,
    random: Math.random,
    studiesOf: await readRestrictions(process.env.RESTRICTED_SENDERS_ARN),
  };
}

/** Records a batch of messages from the votes queue, and returns only those that should be retried. */
export const handler = lambdaHandler(buildServices, handleBatch);
