import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { allow, type Grantee } from '../grantee.ts';
import { allowKey } from '../key-access.ts';

/** The studies that each rating app may send events of, by the app's name or by the unique id of its role or user. */
export type ProducerStudies = ReadonlyMap<string, readonly string[]>;

export interface ProducersProps {
  readonly votes: IQueue;
  readonly key: kms.IKey | undefined;
  readonly studies: ProducerStudies;
}

/** The id that IAM gives a role (`AROA…`) or a user (`AIDA…`), for good. It is no secret. */
export const UNIQUE_ID = /^A(?:ROA|IDA)[A-Z0-9]{12,124}$/;

/**
 * Rating apps that may send events of certain studies and of no others. SQS tells who sent a message by unique ids, so
 * an app needs a role or user of its own: named by such an id, it is one that is there; else the stack makes a role, which whoever
 * this account allows to may take on.
 */
export class Producers extends Construct {
  /** Roles that were made, by the app's name. */
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
