import { S3Client } from '@aws-sdk/client-s3';
import { requestLimits } from '../../request-limits.ts';

/** A client with limits that fit the time of a Lambda function. */
export const s3Client = (): S3Client =>
  atAnyEndpoint(new S3Client({ maxAttempts: 4, requestHandler: requestLimits(20_000) }));

const AWS_HOST = /(^|\.)amazonaws\.com(\.cn)?$/;

/**
 * Names the bucket in the path of a request, and not in its host, if the environment or the configuration file sets an
 * endpoint outside of AWS. Hosts such as `exports.localhost` are usually unknown. The endpoint of AWS gets the names of
 * buckets in the host, as AWS recommends.
 * @returns the same client
 */
export function atAnyEndpoint(client: S3Client): S3Client {
  const { endpointProvider } = client.config;
  client.config.endpointProvider = (parameters, context) => {
    const { Endpoint, ForcePathStyle } = parameters;
    const isElsewhere = typeof Endpoint === 'string' && !AWS_HOST.test(new URL(Endpoint).hostname);
    return endpointProvider({ ...parameters, ForcePathStyle: ForcePathStyle || isElsewhere }, context);
  };
  return client;
}
