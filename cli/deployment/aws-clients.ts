import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { requestLimits } from '../../shared/lib/index.ts';
import { atAnyEndpoint } from '../../shared/lib/object-store/s3/index.ts';

/** Limits for the requests of commands, which may run far from AWS. A request for messages may wait for 20 s. */
export const requestHandler = requestLimits(60_000, 10_000);

/**
 * AWS clients that use the endpoint, region and credentials of the environment. The endpoint decides where requests to
 * queues go, and not the host in a queue's URL, which an emulator may make up.
 */
export const awsClients = () => ({
  s3: atAnyEndpoint(new S3Client({ requestHandler })),
  sqs: new SQSClient({ useQueueUrlAsEndpoint: false, requestHandler }),
  dynamodb: new DynamoDBClient({ requestHandler }),
});

export type AwsClients = ReturnType<typeof awsClients>;
