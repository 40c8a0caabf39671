import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Limits } from '../shared/contracts/index.ts';
import { environment, type FunctionContext, limitsVariable } from './environment.ts';
import { allow } from './grantee.ts';
import { allowKey } from './key-access.ts';
import { LambdaFunction } from './lambda-function.ts';
import { eventOutcomes, rejectRate } from './monitoring/events.ts';
import type { Watch } from './monitoring/watch.ts';
import { allowListing, allowObjects } from './object-access.ts';
import { allowImportExport, allowSecret } from './table-access.ts';
import type { Timings } from './timings.ts';
import { WorkQueue } from './work-queue.ts';

/** The folders of files to import: those of owners, and those of operators, which may contain pseudonyms. */
const FILES = ['exports/', 'operator/'];

export interface ImportExportProps extends FunctionContext {
  readonly timings: Timings;
  readonly limits: Limits;
}

/**
 * Bytes of all files from which an operator should look for the study that uploads so much. No quota of S3 stops it.
 * 100 GB cost about $2.30 a month, and are a thousand exports of a million votes.
 */
const LARGE_EXPORTS_BYTES = 100e9;

/**
 * Imports the exports that owners upload. It contains the rule that notices new files, the imports queue, and the
 * function that reads the files.
 * @see docs/decisions/0013-object-events-without-a-hidden-function.md
 */
export class ImportExport extends Construct {
  readonly imports: WorkQueue;
  readonly lambda: LambdaFunction;
  readonly #exports: Bucket;

  constructor(scope: Construct, id: string, props: ImportExportProps) {
    super(scope, id);
    const { storage, timings } = props;
    this.#exports = storage.exports;
    this.imports = new WorkQueue(this, 'Imports', {
      key: storage.key,
      functionTimeout: timings.importTimeout,
      maxReceiveCount: timings.importsMaxReceiveCount,
    });
    this.lambda = new LambdaFunction(this, 'ImportExport', {
      folder: 'import-export',
      description: 'Primum: imports an export file row by row and writes a receipt',
      timeout: timings.importTimeout,
      // Decompressing, parsing and folding a window of rows keep one core busy.
      memorySize: 1769,
      // If a file takes longer than one run, the next run continues it, through the queue.
      continuesItself: true,
      key: storage.key,
      environment: {
        ...environment(props),
        SECRET_ARN: storage.secret.secretArn,
        IMPORTS_QUEUE_URL: this.imports.queue.queueUrl,
        ...limitsVariable(props.limits),
      },
    });
    this.lambda.function.addEventSource(
      new SqsEventSource(this.imports.queue, {
        batchSize: 1,
        maxConcurrency: timings.importsConcurrency,
        reportBatchItemFailures: true,
      }),
    );
    this.noticeExports(props);
    this.grantAccess(props);
  }

  private noticeExports({ storage }: FunctionContext) {
    new events.Rule(this, 'ExportDropped', {
      description: 'Primum: an export or a mapping was put under exports/ or operator/',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [storage.exports.bucketName] },
          object: { key: FILES.map((prefix) => ({ prefix })) },
        },
      },
      // An event that cannot be delivered is kept in the dead-letter queue, so that it is not lost.
      targets: [new SqsQueue(this.imports.queue, { deadLetterQueue: this.imports.deadLetters })],
    });
  }

  private grantAccess({ storage }: FunctionContext) {
    const fn = this.lambda;
    allowImportExport(fn, storage);
    allowSecret(fn, storage);
    allow(fn, ['sqs:SendMessage'], this.imports.queue.queueArn);
    allowKey(fn, storage.key, 'sqs', 'write');
    allowListing(fn, storage.exports, ['protocols/', ...FILES, 'receipts/']);
    const { exports } = storage;
    for (const prefix of FILES)
      allowObjects(fn, exports, {
        access: 'readVersions',
        keys: `${prefix}*`,
        reason:
          'Owners and operators choose the names of their files. The function only reads the exact version that the event names.',
      });
    allowObjects(fn, exports, {
      access: 'read',
      keys: 'protocols/*',
      reason:
        'Each study has one protocol, named after the study. The owner of the study chooses the name. Access is read-only.',
    });
    const own =
      'Keys of receipts contain the study, the file and its version. Only this function writes them. It reads and deletes ' +
      'only the parts of its own unfinished list of rejects.';
    for (const access of ['read', 'writeParts', 'delete'] as const) {
      allowObjects(fn, exports, { access, keys: 'receipts/*', reason: own });
    }
  }

  /** Events in files, by outcome. */
  metricOutcomes(): cloudwatch.Metric[] {
    return eventOutcomes(this.lambda);
  }

  metricRejectRate(): cloudwatch.MathExpression {
    return rejectRate(this.lambda);
  }

  /** Bytes in the exports bucket, with all versions. S3 reports it once a day. */
  metricExportsBytes(): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/S3',
      metricName: 'BucketSizeBytes',
      dimensionsMap: { BucketName: this.#exports.bucketName, StorageType: 'StandardStorage' },
      statistic: 'Average',
      period: Duration.days(1),
      label: 'exports, bytes',
    });
  }

  watches(): Watch[] {
    return [
      ...this.imports.watches('Imports', {
        deadLetters:
          'Uploaded files are missing from audits, or only partly included, because all retries failed for days.',
        delayed:
          'Uploaded files have waited for hours. They are missing from audits, or only partly included.',
      }),
      ...this.lambda.watches('ImportExport', {
        errors: 'Files may be late, because import-export crashed, timed out or could not start.',
        throttled: 'Files are late, because AWS throttles import-export.',
      }),
      {
        id: 'ImportsFailed',
        impact:
          'An uploaded file is missing from audits, or only partly included, because it could not be read. Its receipt says why.',
        metric: this.lambda.metric('ImportsFailed'),
        threshold: 1,
      },
      {
        id: 'RowsRejected',
        impact: 'Files contain invalid rows. These rows are missing from audits.',
        metric: this.metricRejectRate(),
        threshold: 5,
      },
      {
        id: 'RowsUnprocessable',
        impact: 'Valid rows of a file are missing from audits, because the tables refuse to store them.',
        metric: this.lambda.metric('Rejects', { reason: 'unprocessable' }),
        threshold: 1,
      },
      {
        id: 'ExportsLarge',
        impact: 'The storage of uploaded files costs more than planned, because they have more than 100 GB.',
        metric: this.metricExportsBytes(),
        threshold: LARGE_EXPORTS_BYTES,
      },
      {
        id: 'ImportsHeldUp',
        impact: 'Files are late, because the tables accept rows more slowly than import-export reads them.',
        metric: this.lambda.metric('StoreExhausted'),
        threshold: 1,
        periods: 3,
      },
      {
        id: 'ImportsForbidden',
        impact:
          'Files are late, because S3 refuses import-export an export, a mapping, a protocol or a receipt.',
        metric: this.lambda.metric('AccessRefused'),
        threshold: 1,
      },
    ];
  }
}
