import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';

/** AWS clients that use the endpoint, region and credentials of the environment. */
export const awsClients = () => ({
  s3: new S3Client({}),
  sqs: new SQSClient({}),
  dynamodb: new DynamoDBClient({}),
});

export type AwsClients = ReturnType<typeof awsClients>;
