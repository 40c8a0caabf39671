import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { PUBLIC } from '../../shared/contracts/index.ts';
import { allow } from '../grantee.ts';
import { allowKey } from '../key-access.ts';
import { allowListing, allowObjects, denyObjects } from '../object-access.ts';
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
  /** Stakeholders and scripts: they read the public edition of all audits. */
  readonly reader: iam.ManagedPolicy;
  /** Auditors: they read the internal edition of all audits, and everything that was not counted. */
  readonly auditor: iam.ManagedPolicy;
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
    this.auditor = this.auditorPolicy(storage);
    this.importer = this.importerPolicy(storage);
  }

  private readerPolicy({ snapshots }: Storage): iam.ManagedPolicy {
    const reader = new AttachablePolicy(this, 'Reader', 'Primum: reads published audits');
    allowListing(reader, snapshots, [PUBLIC]);
    const why =
      'Public editions are published for everybody. Their keys contain the study and a hash. Access is read-only.';
    allowObjects(reader, snapshots, { access: 'read', keys: `${PUBLIC}*`, reason: why });
    return reader.holder;
  }

  private auditorPolicy({ exports, snapshots }: Storage): iam.ManagedPolicy {
    const auditor = new AttachablePolicy(
      this,
      'Auditor',
      'Primum: reads internal audits, receipts and rejects of all studies',
    );
    allowListing(auditor, snapshots, ['snapshots/', 'index.html']);
    allow(auditor, ['s3:GetObject'], snapshots.arnForObjects('index.html'));
    const why = 'Auditors read the internal edition of all studies. Access is read-only.';
    allowObjects(auditor, snapshots, { access: 'read', keys: 'snapshots/*', reason: why });
    allowListing(auditor, exports, ['receipts/', 'rejects/']);
    const look =
      'The keys of receipts and rejects contain names that owners choose. They name no clinician. Access is read-only.';
    for (const keys of ['receipts/*', 'rejects/*'])
      allowObjects(auditor, exports, { access: 'read', keys, reason: look });
    // A body that could not be parsed may name a clinician.
    denyObjects(auditor, exports, 'rejects/unparsable/*');
    return auditor.holder;
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
