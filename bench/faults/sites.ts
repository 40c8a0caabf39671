import { FAULTS, type Fault } from '../../test/support/faults/wording.ts';

/**
 * Provocations of rare calls, which happen only with their provocation:
 *
 * - `suspects`: messages that were received so often that the function handles each one separately
 * - `long file`: a file that takes longer than a run
 * - `many rejects`: more rejects than one request can contain
 * - `given up`: many rejects, and S3 permanently refuses a part of them
 */
export const PROVOCATIONS = ['suspects', 'long file', 'many rejects', 'given up'] as const;
export type Provocation = (typeof PROVOCATIONS)[number];

/** A place in the code that calls AWS, identified by its requests. */
export interface Site {
  readonly name: string;
  /** The faults that the service can have for this call. */
  readonly faults: readonly Fault[];
  readonly provocation?: Provocation;
}

const WITHOUT_CONFLICT = FAULTS.filter((fault) => fault !== 'conflict');
const reading = (name: string, provocation?: Provocation): Site => ({
  ...{ name, faults: WITHOUT_CONFLICT },
  ...(provocation && { provocation }),
});
const writing = (name: string): Site => ({ name, faults: FAULTS });

/** All places in the functions that call AWS. */
export const SITES: readonly Site[] = [
  reading('secretsmanager GetSecretValue'),
  reading('dynamodb GetItem study'),
  writing('dynamodb PutItem study'),
  writing('dynamodb UpdateItem study'),
  reading('dynamodb BatchGetItem clinicians'),
  writing('dynamodb UpdateItem clinicians'),
  reading('dynamodb BatchGetItem ledger'),
  writing('dynamodb TransactWriteItems'),
  reading('dynamodb GetItem imports'),
  writing('dynamodb UpdateItem imports'),
  reading('dynamodb Query cells'),
  reading('dynamodb Query clinicians'),
  reading('dynamodb Query ledger'),
  reading('s3 GetObject protocols'),
  reading('s3 GetObject state'),
  reading('s3 ListObjectsV2 protocols'),
  reading('s3 PutObject integrity'),
  reading('s3 GetObject looks'),
  writing('s3 PutObject looks'),
  writing('s3 PutObject rejects'),
  reading('s3 ListObjectsV2 rejects'),
  reading('s3 GetObject rejects'),
  reading('s3 HeadObject exports'),
  reading('s3 GetObject exports'),
  reading('s3 PutObject receipts'),
  reading('s3 ListObjectsV2 receipts'),
  reading('s3 GetObject receipts'),
  reading('s3 DeleteObjects receipts'),
  reading('s3 CreateMultipartUpload receipts', 'many rejects'),
  reading('s3 UploadPart receipts', 'many rejects'),
  reading('s3 CompleteMultipartUpload receipts', 'many rejects'),
  reading('s3 AbortMultipartUpload receipts', 'given up'),
  reading('s3 ListObjectsV2 public'),
  reading('s3 GetObject public'),
  reading('s3 ListObjectsV2 snapshots'),
  reading('s3 GetObject snapshots'),
  writing('s3 PutObject snapshots'),
  reading('s3 GetObject index.html'),
  writing('s3 PutObject index.html'),
  reading('sqs ChangeMessageVisibilityBatch votes', 'suspects'),
  reading('sqs ChangeMessageVisibilityBatch imports', 'given up'),
  reading('sqs DeleteMessageBatch votes', 'suspects'),
  reading('sqs SendMessage imports', 'long file'),
];
