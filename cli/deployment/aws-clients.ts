import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { atAnyEndpoint } from '../../shared/lib/object-store/s3/index.ts';

/**
 * AWS clients that use the endpoint, region and credentials of the environment. The endpoint decides where requests to
 * queues go, and not the host in a queue's URL, which an emulator may make up.
 */
export const awsClients = () => ({
  s3: atAnyEndpoint(new S3Client({})),
  sqs: new SQSClient({ useQueueUrlAsEndpoint: false }),
  dynamodb: new DynamoDBClient({}),
});

export type AwsClients = ReturnType<typeof awsClients>;
