import { readLimits } from '../../shared/contracts/index.ts';
import { pseudonymisers } from '../../shared/events/pseudonyms/index.ts';
import { readSecret } from '../../shared/events/secrets-manager/index.ts';
import { retryingLog } from '../../shared/imports/index.ts';
import { setting } from '../support/environment.ts';
import { lambdaHandler } from '../support/lambda-handler.ts';
import { sqsClient, sqsMessages } from '../support/messages.ts';
import { deployedExports, deployedProtocols, deployedStores } from '../support/services.ts';
import type { Telemetry } from '../support/telemetry.ts';
import { handleAnnouncements } from './handle-announcements.ts';
import type { ImportExportServices } from './import-announced.ts';

async function buildServices(telemetry: Telemetry): Promise<ImportExportServices> {
  const exports = deployedExports();
  const stores = deployedStores();
  return {
    exports,
    telemetry,
    protocols: deployedProtocols(exports, telemetry),
    pseudonymisers: pseudonymisers(await readSecret(setting('SECRET_ARN')), stores.store),
    stores: { ...stores, imports: retryingLog(stores.imports) },
    limits: readLimits(process.env.STUDY_LIMITS),
    queue: sqsMessages(sqsClient(), setting('IMPORTS_QUEUE_URL')),
  };
}

/** Imports the files that the imports queue announces, each exactly once, with a receipt. */
export const handler = lambdaHandler(buildServices, handleAnnouncements);
