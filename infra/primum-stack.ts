import { CfnOutput, Stack, type StackProps, Tags } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { Distribution } from './access/distribution.ts';
import { Policies } from './access/policies.ts';
import { StudyPolicies } from './access/study-policies.ts';
import { CheckIntegrity } from './check-integrity.ts';
import { ImportExport } from './import-export.ts';
import { Monitoring } from './monitoring/monitoring.ts';
import type { DeploymentOptions } from './options.ts';
import { PublishSnapshot } from './publish-snapshot.ts';
import { RecordVotes } from './record-votes.ts';
import { Storage } from './storage/storage.ts';
import { DEFAULT_TIMINGS, type Timings } from './timings.ts';

export interface PrimumStackProps extends StackProps {
  /** The version of the code that every snapshot records. */
  readonly codeVersion: string;
  readonly timings?: Partial<Timings>;
  readonly options: DeploymentOptions;
  /** The region to deploy to; undefined if it is not known yet. The template fits every region. */
  readonly region: string | undefined;
}

/** Everything that Primum needs in one account and region. */
export class PrimumStack extends Stack {
  readonly storage: Storage;
  readonly recordVotes: RecordVotes;
  readonly importExport: ImportExport;
  readonly publishSnapshot: PublishSnapshot;
  readonly checkIntegrity: CheckIntegrity;
  readonly monitoring: Monitoring;
  readonly policies: Policies;
  readonly studyPolicies: StudyPolicies;
  /** Set only if the audits are published on the web. */
  readonly distribution: Distribution | undefined;

  constructor(scope: Construct, id: string, props: PrimumStackProps) {
    const { codeVersion, timings, options, region, ...stackProps } = props;
    super(scope, id, {
      description: 'Primum: exactly-once vote tallies and safety audits of clinical language models',
      ...stackProps,
    });
    this.storage = new Storage(this, 'Storage', options);
    const shared = {
      storage: this.storage,
      codeVersion,
      limits: options.limits,
      timings: { ...DEFAULT_TIMINGS, ...timings },
    };
    // These ids differ from the names, because they are part of the logical ids of deployed resources.
    this.recordVotes = new RecordVotes(this, 'Recording', { ...shared, producers: options.producers });
    this.importExport = new ImportExport(this, 'Importing', shared);
    this.publishSnapshot = new PublishSnapshot(this, 'Publishing', { ...shared, signing: options.signing });
    this.checkIntegrity = new CheckIntegrity(this, 'Checking', shared);
    this.monitoring = new Monitoring(this, 'Monitoring', {
      recordVotes: this.recordVotes,
      importExport: this.importExport,
      publishSnapshot: this.publishSnapshot,
      checkIntegrity: this.checkIntegrity,
      alarmEmail: options.alarmEmail,
      runbook: options.runbook,
      key: this.storage.key,
    });
    this.policies = new Policies(this, 'Policies', {
      storage: this.storage,
      votes: this.recordVotes.votes,
      imports: this.importExport.imports,
    });
    this.studyPolicies = new StudyPolicies(this, 'Access', {
      storage: this.storage,
      groups: options.access,
    });
    if (options.distribution)
      this.distribution = new Distribution(this, 'Distribution', {
        snapshots: this.storage.snapshots,
        ...options.distribution,
        region,
      });
    for (const [name, value] of Object.entries(this.outputs())) new CfnOutput(this, name, { value });
    Tags.of(this).add('application', 'primum');
    if (options.stage !== undefined) Tags.of(this).add('stage', options.stage);
  }

  /** Names and addresses that applications, operators and the command line need. */
  private outputs(): Record<string, string> {
    const { storage, recordVotes, importExport, publishSnapshot, checkIntegrity } = this;
    const { policies, studyPolicies, distribution } = this;
    return {
      VotesQueueUrl: recordVotes.votes.queue.queueUrl,
      VotesDeadLetterQueueUrl: recordVotes.votes.deadLetters.queueUrl,
      ImportsQueueUrl: importExport.imports.queue.queueUrl,
      ImportsDeadLetterQueueUrl: importExport.imports.deadLetters.queueUrl,
      ExportsBucketName: storage.exports.bucketName,
      SnapshotsBucketName: storage.snapshots.bucketName,
      LedgerTableName: storage.ledger.tableName,
      CountersTableName: storage.counters.tableName,
      SecretArn: storage.secret.secretArn,
      RecordVotesFunctionName: recordVotes.lambda.function.functionName,
      ImportExportFunctionName: importExport.lambda.function.functionName,
      PublishSnapshotFunctionName: publishSnapshot.lambda.function.functionName,
      CheckIntegrityFunctionName: checkIntegrity.lambda.function.functionName,
      ProducerPolicyArn: policies.producer.managedPolicyArn,
      ReaderPolicyArn: policies.reader.managedPolicyArn,
      AuditorPolicyArn: policies.auditor.managedPolicyArn,
      ImporterPolicyArn: policies.importer.managedPolicyArn,
      OperatorPolicyArn: policies.operator.managedPolicyArn,
      ...Object.fromEntries(
        [...studyPolicies.all].map(([name, policy]) => [
          `${capitals(name)}PolicyArn`,
          policy.managedPolicyArn,
        ]),
      ),
      ...Object.fromEntries(
        [...recordVotes.producers.roles].map(([app, role]) => [
          `ProducerRole${capitals(app)}Arn`,
          role.roleArn,
        ]),
      ),
      ...(storage.key && { EncryptionKeyArn: storage.key.keyArn }),
      ...(publishSnapshot.signingKey && { SigningKeyArn: publishSnapshot.signingKey.keyArn }),
      ...(distribution && {
        AuditsUrl: distribution.url,
        DistributionArn: distribution.arn,
        DistributionLogsBucketName: distribution.logs.bucketName,
      }),
    };
  }
}

/** Output names contain no hyphen: `app-a` becomes `AppA`. */
const capitals = (name: string): string =>
  name
    .split('-')
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('');
