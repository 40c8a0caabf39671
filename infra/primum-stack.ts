import { CfnOutput, Stack, type StackProps, Tags } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { Distribution } from './access/distribution.ts';
import { Policies } from './access/policies.ts';
import { Checking } from './check-integrity.ts';
import { Importing } from './import-export.ts';
import { Monitoring } from './monitoring/monitoring.ts';
import type { DeploymentOptions } from './options.ts';
import { Publishing } from './publish-snapshot.ts';
import { Recording } from './record-votes.ts';
import { Storage } from './storage/storage.ts';
import { DEFAULT_TIMINGS, type Timings } from './timings.ts';

export interface PrimumStackProps extends StackProps {
  /** The version of the code that every snapshot records. */
  readonly codeVersion: string;
  readonly timings?: Partial<Timings>;
  readonly options: DeploymentOptions;
}

/** Everything that Primum needs in one account and region. */
export class PrimumStack extends Stack {
  readonly storage: Storage;
  readonly recording: Recording;
  readonly importing: Importing;
  readonly publishing: Publishing;
  readonly checking: Checking;
  readonly monitoring: Monitoring;
  readonly policies: Policies;
  /** Set only if the audits are published on the web. */
  readonly distribution: Distribution | undefined;

  constructor(scope: Construct, id: string, { codeVersion, timings, options, ...props }: PrimumStackProps) {
    super(scope, id, {
      description: 'Primum: exactly-once vote tallies and safety audits of clinical language models',
      ...props,
    });
    this.storage = new Storage(this, 'Storage', options.encryption);
    const shared = {
      storage: this.storage,
      codeVersion,
      timings: { ...DEFAULT_TIMINGS, ...timings },
    };
    this.recording = new Recording(this, 'Recording', { ...shared, producers: options.producers });
    this.importing = new Importing(this, 'Importing', shared);
    this.publishing = new Publishing(this, 'Publishing', shared);
    this.checking = new Checking(this, 'Checking', shared);
    this.monitoring = new Monitoring(this, 'Monitoring', {
      recording: this.recording,
      importing: this.importing,
      publishing: this.publishing,
      checking: this.checking,
      alarmEmail: options.alarmEmail,
      key: this.storage.key,
    });
    this.policies = new Policies(this, 'Policies', {
      storage: this.storage,
      votes: this.recording.votes,
      imports: this.importing.imports,
    });
    if (options.distribution)
      this.distribution = new Distribution(
        this,
        'Distribution',
        this.storage.snapshots,
        options.distribution.custom,
      );
    for (const [name, value] of Object.entries(this.outputs())) new CfnOutput(this, name, { value });
    Tags.of(this).add('application', 'primum');
    if (options.stage !== undefined) Tags.of(this).add('stage', options.stage);
  }

  /** Names and addresses that applications, operators and the command line need. */
  private outputs(): Record<string, string> {
    const { storage, recording, importing, publishing, checking, policies, distribution } = this;
    return {
      VotesQueueUrl: recording.votes.queue.queueUrl,
      VotesDeadLetterQueueUrl: recording.votes.deadLetters.queueUrl,
      ImportsQueueUrl: importing.imports.queue.queueUrl,
      ImportsDeadLetterQueueUrl: importing.imports.deadLetters.queueUrl,
      ExportsBucketName: storage.exports.bucketName,
      SnapshotsBucketName: storage.snapshots.bucketName,
      LedgerTableName: storage.ledger.tableName,
      CountersTableName: storage.counters.tableName,
      SecretArn: storage.secret.secretArn,
      RecordVotesFunctionName: recording.recordVotes.function.functionName,
      ImportExportFunctionName: importing.importExport.function.functionName,
      PublishSnapshotFunctionName: publishing.publishSnapshot.function.functionName,
      CheckIntegrityFunctionName: checking.checkIntegrity.function.functionName,
      ProducerPolicyArn: policies.producer.managedPolicyArn,
      ReaderPolicyArn: policies.reader.managedPolicyArn,
      ImporterPolicyArn: policies.importer.managedPolicyArn,
      OperatorPolicyArn: policies.operator.managedPolicyArn,
      ...Object.fromEntries(
        [...recording.producers.roles].map(([app, role]) => [
          `ProducerRole${capitals(app)}Arn`,
          role.roleArn,
        ]),
      ),
      ...(storage.key && { EncryptionKeyArn: storage.key.keyArn }),
      ...(distribution && { AuditsUrl: distribution.url }),
    };
  }
}

/** Output names contain no hyphen: `app-a` becomes `AppA`. */
const capitals = (name: string): string =>
  name
    .split('-')
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('');
