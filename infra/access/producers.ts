import { createHash } from 'node:crypto';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { SecretValue, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import { allow, type Grantee } from '../grantee.ts';
import { allowKey } from '../key-access.ts';

/**
 * The studies of which each rating app may send events, by the app's name or by the unique id of its role or user.
 */
export type ProducerStudies = ReadonlyMap<string, readonly string[]>;

export interface ProducersProps {
  readonly votes: IQueue;
  readonly key: kms.IKey | undefined;
  readonly studies: ProducerStudies;
}

/** The permanent id that IAM gives to a role (`AROA…`) or a user (`AIDA…`). It is not secret. */
export const UNIQUE_ID = /^A(?:ROA|IDA)[A-Z0-9]{12,124}$/;

/**
 * Rating apps that may send events of certain studies only. SQS identifies the sender of a message by a unique id, so
 * each app needs its own role or user. An app named by such an id uses an existing role or user. For any other app
 * the stack makes a role. Any principal with permission from this account may assume it.
 */
export class Producers extends Construct {
  /** The roles that the stack made, by the app's name. */
  readonly roles: ReadonlyMap<string, iam.Role>;
  /** The studies by the sender's unique id, as JSON; undefined if no sender is restricted. It is no secret. */
  readonly restrictions: secretsmanager.Secret | undefined;
  /** Identifies the list of studies. */
  readonly digest: string;

  constructor(scope: Construct, id: string, { studies, votes, key }: ProducersProps) {
    super(scope, id);
    const made = [...studies].filter(([name]) => !UNIQUE_ID.test(name));
    const roles = made.map(([app, own]) => [app, new ProducerRole(this, app, own)] as const);
    for (const [, role] of roles) {
      allow(role, ['sqs:SendMessage'], votes.queueArn);
      allowKey(role, key, 'sqs', 'write');
    }
    this.roles = new Map(roles.map(([app, { holder }]) => [app, holder]));
    const byId = [...studies].map(([name, own]) => [this.roles.get(name)?.roleId ?? name, own]);
    this.restrictions = studies.size === 0 ? undefined : this.list(Object.fromEntries(byId), key);
    this.digest = createHash('sha256')
      .update(JSON.stringify([...studies]))
      .digest('hex')
      .slice(0, 16);
  }

  private list(studies: Readonly<Record<string, readonly string[]>>, key: kms.IKey | undefined) {
    const secret = new secretsmanager.Secret(this, 'Restrictions', {
      description: 'Primum: the studies of which each restricted rating app may send events; no secret',
      secretStringValue: SecretValue.unsafePlainText(Stack.of(this).toJsonString(studies)),
      ...(key && { encryptionKey: key }),
    });
    acknowledge(
      secret,
      'AwsSolutions-SMG4',
      'The value is a list of public names, which only a deployment changes. It gives no access.',
    );
    return secret;
  }
}

class ProducerRole extends Construct implements Grantee {
  readonly holder: iam.Role;

  constructor(scope: Construct, app: string, studies: readonly string[]) {
    super(scope, app);
    this.holder = new iam.Role(this, 'Role', {
      description: `Primum: ${app} sends events of ${studies.join(', ')}`.slice(0, 1000),
      assumedBy: new iam.AccountRootPrincipal(),
    });
  }

  grant(statement: iam.PolicyStatement): void {
    this.holder.addToPrincipalPolicy(statement);
  }
}
