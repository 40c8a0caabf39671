import { S3Client } from '@aws-sdk/client-s3';

/** A client with limits that fit the time of a Lambda function. */
export const s3Client = (): S3Client =>
  new S3Client({ maxAttempts: 4, requestHandler: { connectionTimeout: 1000, requestTimeout: 20_000 } });
