import type { IncomingHttpHeaders } from 'node:http';

export type Service = 'dynamodb' | 's3' | 'sqs' | 'secretsmanager';

/** The relevant parts of a request to AWS. */
export interface Call {
  readonly service: Service;
  /** The name in the API, such as `PutObject`. */
  readonly operation: string;
  /** The kind of resource: a folder of a bucket, a queue, or a kind of item. Empty for a transaction. */
  readonly resource: string;
  /** Whether S3 performs the write only under a condition. */
  readonly conditional: boolean;
  /** The body, or the key of an object. If the call is about a study, this text contains the name of the study. */
  readonly text: string;
}

/** The place in the code that makes a call, identified by service, operation and resource. */
export const siteOf = ({ service, operation, resource }: Pick<Call, 'service' | 'operation' | 'resource'>) =>
  [service, operation, resource].filter((part) => part !== '').join(' ');

/** An HTTP request to AWS. */
export interface AwsRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const TARGETS: ReadonlyMap<string, Service> = new Map([
  ['DynamoDB_20120810', 'dynamodb'],
  ['AmazonSQS', 'sqs'],
  ['secretsmanager', 'secretsmanager'],
]);

/** Parses a request. A request without a target header is one to S3. */
export function readCall({ method, url, headers, body }: AwsRequest): Call {
  const [prefix = '', operation = ''] = String(headers['x-amz-target'] ?? '').split('.');
  const service = TARGETS.get(prefix);
  if (!service) return s3Call(method, url, headers, body);
  const text = body.toString();
  const resource = resourceOf(service, JSON.parse(text) as Parameters);
  return { service, operation, resource, conditional: false, text };
}

function s3Call(method: string, url: string, headers: IncomingHttpHeaders, body: Buffer): Call {
  const { pathname, searchParams: query } = new URL(url, 'http://s3');
  const [, , ...path] = decodeURIComponent(pathname).split('/');
  const ofBucket = path.join('/') === '';
  const operation = s3Operation(method, ofBucket, query);
  const deleted = () => /<Key>([^<]*)/.exec(body.toString())?.[1];
  const key = ofBucket ? (query.get('prefix') ?? deleted() ?? '') : path.join('/');
  return {
    ...{ service: 's3', operation, resource: key.split('/')[0] ?? '', text: key },
    conditional: method !== 'GET' && (headers['if-none-match'] ?? headers['if-match']) !== undefined,
  };
}

function s3Operation(method: string, ofBucket: boolean, query: URLSearchParams): string {
  if (ofBucket) return method === 'POST' && query.has('delete') ? 'DeleteObjects' : 'ListObjectsV2';
  if (query.has('uploads')) return 'CreateMultipartUpload';
  if (query.has('uploadId'))
    return { PUT: 'UploadPart', POST: 'CompleteMultipartUpload' }[method] ?? 'AbortMultipartUpload';
  return { GET: 'GetObject', HEAD: 'HeadObject', PUT: 'PutObject' }[method] ?? method;
}

type Text = { readonly S?: string };
type Key = { readonly pk?: Text; readonly sk?: Text };

/** The parameters of a JSON request that are used here. */
interface Parameters {
  readonly QueueUrl?: string;
  readonly SourceArn?: string;
  readonly TableName?: string;
  readonly Key?: Key;
  readonly Item?: Key;
  readonly ExpressionAttributeValues?: Readonly<Record<string, Text>>;
  readonly RequestItems?: Readonly<Record<string, { readonly Keys?: readonly Key[] }>>;
}

function resourceOf(service: Service, parameters: Parameters): string {
  const {
    QueueUrl,
    SourceArn,
    TableName,
    Key,
    Item,
    ExpressionAttributeValues: values,
    RequestItems,
  } = parameters;
  if (service === 'sqs') return queueName(QueueUrl ?? SourceArn ?? '');
  if (service !== 'dynamodb') return '';
  if (RequestItems) {
    const [[table, { Keys = [] }] = ['', {}]] = Object.entries(RequestItems);
    return itemKind(table, Keys[0] ?? {});
  }
  const queried = { pk: values?.[':partition'] ?? {}, sk: values?.[':begins'] ?? {} };
  return TableName === undefined ? '' : itemKind(TableName, Key ?? Item ?? queried);
}

const queueName = (address: string): string =>
  (/votes/i.test(address) ? 'votes' : 'imports') + (/dead/i.test(address) ? ' dead letters' : '');

/**
 * The kind of an item with these keys. Items of the ledger are judgments. Items of the counters are cells, clinicians
 * and others.
 */
function itemKind(table: string, { pk, sk }: Key): string {
  if (/ledger/i.test(table)) return 'ledger';
  const named = /#@(\w+)$/.exec(pk?.S ?? '')?.[1];
  return named ?? (sk?.S?.startsWith('@') ? 'clinicians' : 'cells');
}
