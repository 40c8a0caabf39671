import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import { exportsBucket, logsBucket, type ObjectLock, snapshotsBucket } from './buckets.ts';
import { type Encryption, encryptionKey } from './encryption-key.ts';
import { writeOnlyOnCondition } from './written-once.ts';

export interface StorageProps {
  /** Undefined if AWS's own keys encrypt the stored data. */
  readonly encryption: Encryption | undefined;
  readonly objectLock: ObjectLock | undefined;
}

/**
 * The resources that outlive every function: the two tables, the three buckets and the secret. Removing the stack keeps
 * them.
 */
export class Storage extends Construct {
  /** The judgments: the source of truth. */
  readonly ledger: dynamodb.Table;
  /** The tallies. */
  readonly counters: dynamodb.Table;
  /** Input of owners, and answers to it: protocols, exports, receipts, rejects. */
  readonly exports: s3.Bucket;
  /** Published results. */
  readonly snapshots: s3.Bucket;
  /** The key of the HMAC that turns a clinician's id into a pseudonym. */
  readonly secret: secretsmanager.Secret;

  /** The key that encrypts all of these, and the queues and logs; undefined if AWS's own keys do. */
  readonly key: kms.IKey | undefined;

  constructor(scope: Construct, id: string, { encryption, objectLock }: StorageProps) {
    super(scope, id);
    this.key = encryption && encryptionKey(this, 'Key', encryption);
    this.ledger = table(this, 'Ledger', this.key);
    this.counters = table(this, 'Counters', this.key);
    const accessLogs = logsBucket(this, 'AccessLogs');
    this.exports = exportsBucket(this, 'Exports', accessLogs, this.key);
    this.snapshots = snapshotsBucket(this, 'Snapshots', { accessLogs, key: this.key, objectLock });
    writeOnlyOnCondition(this.snapshots);
    this.secret = pseudonymisationKey(this, 'PseudonymisationKey', this.key);
  }
}

function table(scope: Construct, id: string, key: kms.IKey | undefined): dynamodb.Table {
  return new dynamodb.Table(scope, id, {
    partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
    sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    ...(key && { encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED, encryptionKey: key }),
    // A protected table cannot be deleted. A rollback that tried to delete it would fail.
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

function pseudonymisationKey(scope: Construct, id: string, key: kms.IKey | undefined): secretsmanager.Secret {
  const secret = new secretsmanager.Secret(scope, id, {
    description:
      'Primum: the key of the HMAC that pseudonymises clinicians. A new key gives every clinician a new pseudonym.',
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    ...(key && { encryptionKey: key }),
  });
  acknowledge(
    secret,
    'AwsSolutions-SMG4',
    'The secret gives no access. It determines which stored judgments belong to the same clinician. ' +
      'Scheduled rotation would count returning clinicians as new ones and break exactly-once counting. ' +
      'Writers with another secret are therefore refused. A rotation requires a rebuild from the source exports.',
  );
  return secret;
}
