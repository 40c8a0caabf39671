import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
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
  /** Studies by the sender's unique id. */
  readonly restrictions: Readonly<Record<string, readonly string[]>>;

  constructor(scope: Construct, id: string, { studies, votes, key }: ProducersProps) {
    super(scope, id);
    const made = [...studies].filter(([name]) => !UNIQUE_ID.test(name));
    const roles = made.map(([app, own]) => [app, new ProducerRole(this, app, own)] as const);
    for (const [, role] of roles) {
      allow(role, ['sqs:SendMessage'], votes.queueArn);
      allowKey(role, key, 'sqs', 'write');
    }
    this.roles = new Map(roles.map(([app, { holder }]) => [app, holder]));
    this.restrictions = Object.fromEntries(
      [...studies].map(([name, own]) => [this.roles.get(name)?.roleId ?? name, own]),
    );
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
