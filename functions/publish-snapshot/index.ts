import type { Context } from 'aws-lambda';
import { s3Bucket } from '../../shared/lib/object-store/s3/index.ts';
import { snapshotKeys } from '../../shared/publication/index.ts';
import { setting } from '../support/environment.ts';
import { lazy } from '../support/lazy.ts';
import { s3Client } from '../support/s3-objects.ts';
import { deployedProtocols, deployedStores, exportsObjects } from '../support/services.ts';
import { lambdaTelemetry } from '../support/telemetry.ts';
import { type PublishServices, publishStudies, request, type StudyOutcome } from './publish-studies.ts';

const telemetry = lambdaTelemetry();

const services = lazy(async (): Promise<PublishServices> => {
  const s3 = s3Client();
  return {
    store: deployedStores().store,
    protocols: deployedProtocols(exportsObjects(), telemetry),
    exports: s3Bucket(s3, setting('EXPORTS_BUCKET')),
    snapshots: s3Bucket(s3, setting('SNAPSHOTS_BUCKET'), snapshotKeys.cacheControl),
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
