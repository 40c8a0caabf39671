import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/** Alarms by e-mail. AWS first asks the recipient for confirmation. */
export class AlarmTopic extends Construct {
  readonly action: cloudwatch.IAlarmAction;

  constructor(scope: Construct, id: string, email: string, key: kms.IKey | undefined) {
    super(scope, id);
    const topic = new sns.Topic(this, 'Topic', {
      displayName: `${Stack.of(this).stackName} alarms`,
      enforceSSL: true,
      ...(key && { masterKey: key }),
    });
    topic.addSubscription(new EmailSubscription(email));
    // The topic's own policy replaces the default policy that admits CloudWatch.
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    this.action = new SnsAction(topic);
  }
}
