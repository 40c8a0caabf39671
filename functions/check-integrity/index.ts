import { lambdaHandler } from '../support/lambda-handler.ts';
import { deployedExports, deployedStores } from '../support/services.ts';
import type { Telemetry } from '../support/telemetry.ts';
import type { CheckIntegrityServices } from './check-studies.ts';
import { handleSchedule } from './handle-schedule.ts';

async function buildServices(telemetry: Telemetry): Promise<CheckIntegrityServices> {
  return { store: deployedStores().store, exports: deployedExports(), telemetry, now: Date.now };
}

/** Compares the counters of all studies with their ledgers. */
export const handler = lambdaHandler(buildServices, handleSchedule);
