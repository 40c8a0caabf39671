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

/**
 * What people and applications outside may be allowed, each in a policy to attach to a role or user of theirs:
 * nobody needs more, and nobody needs two of them.
 */
export class Policies extends Construct {
  /** Rating apps: send to the votes queue, and nothing else. They cannot even read back what they sent. */
  readonly producer: iam.ManagedPolicy;
  /** Stakeholders and scripts: read what is published. */
  readonly reader: iam.ManagedPolicy;
  /** Dataset owners: register studies, drop exports, read what became of them. */
  readonly importer: iam.ManagedPolicy;
  /** Whoever answers alarms: what the commands that go to a deployment call. */
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
      'All snapshots are published for the same readers, and named by study and content: read only.';
    allowObjects(reader, snapshots, 'read', 'snapshots/*', why);
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
      'Owners name their studies and files themselves. They may put them there, but neither read nor delete any.';
    for (const keys of ['exports/*', 'protocols/*']) allowObjects(importer, exports, 'writeParts', keys, own);
    const why = 'Receipts are named by study, file and version, and hold no clinician: read only.';
    allowObjects(importer, exports, 'read', 'receipts/*', why);
    return importer.holder;
  }
}
