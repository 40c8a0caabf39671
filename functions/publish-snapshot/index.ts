import { s3Client, s3ObjectStore } from '../../shared/lib/object-store/s3/index.ts';
import { snapshotKeys } from '../../shared/publication/index.ts';
import { optionalSetting, setting } from '../support/environment.ts';
import { lambdaHandler } from '../support/lambda-handler.ts';
import { deployedExports, deployedProtocols, deployedStores } from '../support/services.ts';
import type { Telemetry } from '../support/telemetry.ts';
import { handleRequest } from './handle-request.ts';
import { kmsSigner } from './kms-signer.ts';
import type { PublishSnapshotServices } from './publish-studies.ts';

async function buildServices(telemetry: Telemetry): Promise<PublishSnapshotServices> {
  const exports = deployedExports();
  const signingKey = optionalSetting('SIGNING_KEY');
  return {
    store: deployedStores().store,
    protocols: deployedProtocols(exports, telemetry),
    exports,
    snapshots: s3ObjectStore(s3Client(), setting('SNAPSHOTS_BUCKET'), snapshotKeys.cacheControl),
    codeVersion: setting('PRIMUM_CODE_VERSION'),
    sign: signingKey === undefined ? undefined : kmsSigner(signingKey),
    telemetry,
    now: Date.now,
  };
}

/** Publishes a snapshot of each study that changed, or of the study that the event names. */
export const handler = lambdaHandler(buildServices, handleRequest);
