import type { References } from './intrinsics.ts';
import type { Json, Resource, Template } from './template-json.ts';

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';

/** The property with which a template can set the physical name of a resource. */
const NAME_PROPERTY = new Map([
  ['AWS::S3::Bucket', 'BucketName'],
  ['AWS::SQS::Queue', 'QueueName'],
  ['AWS::DynamoDB::Table', 'TableName'],
  ['AWS::DynamoDB::GlobalTable', 'TableName'],
  ['AWS::Lambda::Function', 'FunctionName'],
  ['AWS::SecretsManager::Secret', 'Name'],
  ['AWS::IAM::ManagedPolicy', 'ManagedPolicyName'],
]);

/** Resource types for which Ref gives the ARN. */
const NAMED_BY_ARN: ReadonlySet<string> = new Set(['AWS::SecretsManager::Secret', 'AWS::IAM::ManagedPolicy']);

const arn = (service: string, rest: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;

/**
 * The physical name: the declared name if it is plain text, or else the logical id. For buckets the id is lower case,
 * because bucket names have no capital letters.
 */
export function physicalName(logicalId: string, resource: Resource): string {
  const declared = resource.Properties?.[NAME_PROPERTY.get(resource.Type) ?? ''];
  if (typeof declared === 'string') return declared;
  return resource.Type === 'AWS::S3::Bucket' ? logicalId.toLowerCase() : logicalId;
}

export function resourceArn(logicalId: string, resource: Resource): string | undefined {
  const name = physicalName(logicalId, resource);
  switch (resource.Type) {
    case 'AWS::S3::Bucket':
      return `arn:aws:s3:::${name}`;
    case 'AWS::SQS::Queue':
      return arn('sqs', name);
    case 'AWS::DynamoDB::Table':
    case 'AWS::DynamoDB::GlobalTable':
      return arn('dynamodb', `table/${name}`);
    case 'AWS::Lambda::Function':
      return arn('lambda', `function:${name}`);
    case 'AWS::SecretsManager::Secret':
      return arn('secretsmanager', `secret:${name}-local1`);
    case 'AWS::IAM::Role':
      return `arn:aws:iam::${ACCOUNT}:role/${name}`;
    case 'AWS::IAM::ManagedPolicy':
      return `arn:aws:iam::${ACCOUNT}:policy/${name}`;
    default:
      return undefined;
  }
}

/** Values of Ref and Fn::GetAtt for the resource types that the local stack runs. */
export function references(template: Template, sqsEndpoint: string): References {
  const pseudo = new Map<string, Json>([
    ['AWS::Region', REGION],
    ['AWS::AccountId', ACCOUNT],
    ['AWS::Partition', 'aws'],
    ['AWS::URLSuffix', 'amazonaws.com'],
    ['AWS::StackName', template.stackName],
    ['AWS::StackId', arn('cloudformation', `stack/${template.stackName}/local`)],
  ]);
  const queueUrl = (name: string) => `${sqsEndpoint}/${ACCOUNT}/${name}`;
  return {
    ref(name) {
      const resource = template.resources.get(name);
      if (!resource) return pseudo.get(name) ?? template.parameters.get(name)?.Default;
      if (resource.Type === 'AWS::SQS::Queue') return queueUrl(physicalName(name, resource));
      if (NAMED_BY_ARN.has(resource.Type)) return resourceArn(name, resource);
      return NAME_PROPERTY.has(resource.Type) ? physicalName(name, resource) : undefined;
    },
    attribute(logicalId, attribute) {
      const resource = template.resources.get(logicalId);
      if (!resource) return undefined;
      if (attribute === 'Arn') return resourceArn(logicalId, resource);
      // The SQS emulator reports this id as the sender of every message.
      if (resource.Type === 'AWS::IAM::Role' && attribute === 'RoleId') return ACCOUNT;
      if (resource.Type === 'AWS::SQS::Queue' && attribute === 'QueueName')
        return physicalName(logicalId, resource);
      if (resource.Type === 'AWS::SQS::Queue' && attribute === 'QueueUrl')
        return queueUrl(physicalName(logicalId, resource));
      return undefined;
    },
  };
}
