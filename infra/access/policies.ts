import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { allow } from '../grantee.ts';
import { allowKey } from '../key-access.ts';
import { allowListing, allowObjects } from '../object-access.ts';
import type { Storage } from '../storage/storage.ts';
import type { WorkQueue } from '../work-queue.ts';
import { AttachablePolicy } from './attachable-policy.ts';
import { operatorPolicy } from './operator.ts';

export interface PoliciesProps {
  readonly storage: Storage;
  readonly votes: WorkQueue;
  readonly imports: WorkQueue;
}

/** Policies for people and applications outside of the stack, one per role. Each role needs exactly one of them. */
export class Policies extends Construct {
  /**
   * Rating apps: they send to the votes queue, and have no other right. They cannot even read back their own
   * messages.
   */
  readonly producer: iam.ManagedPolicy;
  /** Stakeholders and scripts: they read published results. */
  readonly reader: iam.ManagedPolicy;
  /** Dataset owners: they register studies, upload exports, and read the receipts. */
  readonly importer: iam.ManagedPolicy;
  /** Operators: they respond to alarms with the deployment commands. */
  readonly operator: iam.ManagedPolicy;

  constructor(scope: Construct, id: string, { storage, votes, imports }: PoliciesProps) {
    super(scope, id);
    const producer = new AttachablePolicy(this, 'Producer', 'Primum: sends votes to the votes queue');
    allow(producer, ['sqs:SendMessage'], votes.queue.queueArn);
    allowKey(producer, storage.key, 'sqs', 'write');
    this.producer = producer.holder;
    this.operator = operatorPolicy(this, 'Operator', { storage, queues: [votes, imports] }).holder;
    this.reader = this.readerPolicy(storage);
    this.importer = this.importerPolicy(storage);
  }

  private readerPolicy({ snapshots }: Storage): iam.ManagedPolicy {
    const reader = new AttachablePolicy(this, 'Reader', 'Primum: reads published audits');
    allow(reader, ['s3:ListBucket'], snapshots.bucketArn);
    allow(reader, ['s3:GetObject'], snapshots.arnForObjects('index.html'));
    const why =
      'All snapshots are published for the same readers. The keys of snapshots contain the study and a hash. Access is read-only.';
    allowObjects(reader, snapshots, { access: 'read', keys: 'snapshots/*', reason: why });
    return reader.holder;
  }

  private importerPolicy({ exports }: Storage): iam.ManagedPolicy {
    const importer = new AttachablePolicy(
      this,
      'Importer',
      'Primum: registers studies, drops exports, reads receipts',
    );
    allowListing(importer, exports, ['exports/', 'protocols/', 'receipts/']);
    const own =
      'Owners choose the names of their studies and files. They may create objects, but neither read nor delete them.';
    for (const keys of ['exports/*', 'protocols/*'])
      allowObjects(importer, exports, { access: 'writeParts', keys, reason: own });
    const why =
      'Keys of receipts contain the study, the file and its version. Receipts name no clinician. Access is read-only.';
    allowObjects(importer, exports, { access: 'read', keys: 'receipts/*', reason: why });
    return importer.holder;
  }
}
