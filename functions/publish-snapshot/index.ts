import type { Context } from 'aws-lambda';
import { s3Client, s3ObjectStore } from '../../shared/lib/object-store/s3/index.ts';
import { snapshotKeys } from '../../shared/publication/index.ts';
import { setting } from '../support/environment.ts';
import { lazy } from '../support/lazy.ts';
import { deployedExports, deployedProtocols, deployedStores } from '../support/services.ts';
import { lambdaTelemetry } from '../support/telemetry.ts';
import { type PublishServices, publishStudies, request, type StudyOutcome } from './publish-studies.ts';

const telemetry = lambdaTelemetry();

const services = lazy(async (): Promise<PublishServices> => {
  const exports = deployedExports();
  return {
    store: deployedStores().store,
    protocols: deployedProtocols(exports, telemetry),
    exports,
    snapshots: s3ObjectStore(s3Client(), setting('SNAPSHOTS_BUCKET'), snapshotKeys.cacheControl),
    codeVersion: setting('PRIMUM_CODE_VERSION'),
    telemetry,
    now: Date.now,
  };
});

/** Publishes a snapshot of each study that changed, or of the study that the event names. */
export const handler = async (event: unknown, context: Context): Promise<Record<string, StudyOutcome>> => {
  telemetry.begin(context);
  try {
    return await publishStudies(request.parse(event ?? {}), await services());
  } catch (error) {
    throw telemetry.failure(error);
  } finally {
    telemetry.flush();
  }
};
