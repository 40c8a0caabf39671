import { type AwsRequest, readCall } from './call.ts';

/** A right that a call needs: the caller, the action in IAM's terms, and the readable name of the resource. */
export interface Right {
  /** The function, from the access key that signs its calls. */
  readonly caller: string;
  readonly action: string;
  /** `ledger`, `exports/protocols/a-study.json`, `votes queue`. */
  readonly resource: string;
}

/** The rights that IAM would require for the request. */
export function rightsFor(request: AwsRequest): Right[] {
  const [, caller = ''] = /Credential=([^/,]+)/.exec(request.headers.authorization ?? '') ?? [];
  return needs(request).map(([action, resource]) => ({ caller, action, resource }));
}

function needs(request: AwsRequest): (readonly [action: string, resource: string])[] {
  const { service, operation, resource } = readCall(request);
  switch (service) {
    case 's3':
      return s3(operation, request);
    case 'sqs':
      return [[`sqs:${operation.replace(/Batch$/, '')}`, queue(resource)]];
    case 'secretsmanager':
      return [[`secretsmanager:${operation}`, 'secret']];
    case 'dynamodb':
      return dynamodb(operation, JSON.parse(request.body.toString()) as Tables);
  }
}

interface Tables {
  readonly TableName?: string;
  readonly RequestItems?: Readonly<Record<string, unknown>>;
  readonly TransactItems?: readonly Readonly<Record<string, { readonly TableName: string }>>[];
}

const queue = (name: string): string => (name.endsWith('dead letters') ? name : `${name} queue`);
const table = (name: string): string => (/ledger/i.test(name) ? 'ledger' : 'counters');

function dynamodb(operation: string, { TableName, RequestItems, TransactItems = [] }: Tables) {
  if (operation === 'TransactWriteItems')
    return TransactItems.flatMap((part) =>
      Object.entries(part).map(
        ([kind, { TableName: name }]) => [`dynamodb:${kind}Item`, table(name)] as const,
      ),
    );
  const names = RequestItems ? Object.keys(RequestItems) : [TableName ?? ''];
  return names.map((name) => [`dynamodb:${operation}`, table(name)] as const);
}

/** The IAM actions for S3 operations with a different name. */
const S3_ACTIONS: ReadonlyMap<string, string> = new Map([
  ['HeadObject', 'GetObject'],
  ['ListObjectsV2', 'ListBucket'],
  ['CreateMultipartUpload', 'PutObject'],
  ['UploadPart', 'PutObject'],
  ['CompleteMultipartUpload', 'PutObject'],
]);

function s3(operation: string, { url, body }: AwsRequest): (readonly [string, string])[] {
  const { pathname, searchParams } = new URL(url, 'http://s3');
  const [, bucketName = '', ...path] = decodeURIComponent(pathname).split('/');
  const bucket = /snapshots/i.test(bucketName) ? 'snapshots' : 'exports';
  if (operation === 'DeleteObjects')
    return [...body.toString().matchAll(/<Key>([^<]*)/g)].map(([, key]) => [
      's3:DeleteObject',
      `${bucket}/${key}`,
    ]);
  if (operation === 'ListObjectsV2') return [['s3:ListBucket', bucket]];
  const action = S3_ACTIONS.get(operation) ?? operation;
  const version = action === 'GetObject' && searchParams.has('versionId') ? 'Version' : '';
  return [[`s3:${action}${version}`, `${bucket}/${path.join('/')}`]];
}
