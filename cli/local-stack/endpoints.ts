import { requestLimits } from '../../shared/lib/index.ts';
import { REGION } from './naming.ts';

/** Base addresses of the local services. */
export interface Endpoints {
  dynamodb: string;
  s3: string;
  sqs: string;
  secretsmanager: string;
}

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Settings of SDK clients in code, in addition to the endpoint. A poller waits up to 20 s for messages. */
export const clientSettings = {
  region: REGION,
  credentials: CREDENTIALS,
  requestHandler: requestLimits(60_000, 10_000),
};

/** Environment variables for SDKs and for the AWS command line. */
export function clientEnvironment(endpoints: Endpoints): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secretsmanager,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
