import type { Context } from 'aws-lambda';
import type { IntegrityCheck } from '../../shared/contracts/index.ts';
import { lazy } from '../support/lazy.ts';
import { deployedExports, deployedStores } from '../support/services.ts';
import { lambdaTelemetry } from '../support/telemetry.ts';
import { type CheckServices, checkStudies } from './check-studies.ts';

const telemetry = lambdaTelemetry();

const services = lazy(
  async (): Promise<CheckServices> => ({
    store: deployedStores().store,
    exports: deployedExports(),
    telemetry,
    now: Date.now,
  }),
);

/** Compares the counters of all studies with their ledgers, for at most four fifths of its time. */
export const handler = async (_event: unknown, context: Context): Promise<readonly IntegrityCheck[]> => {
  telemetry.begin(context);
  const left = () => context.getRemainingTimeInMillis();
  const reserve = left() / 5;
  try {
    return await checkStudies(await services(), () => left() > reserve);
  } catch (error) {
    throw telemetry.failure(error);
  } finally {
    telemetry.flush();
  }
};
