import type * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { Annotations, Aws, CfnCondition, Fn } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/**
 * Regions with a bucket to which CloudFront delivers standard logs (legacy): those that need no opt-in. AWS adds new
 * regions only as opt-in regions, so this list is complete.
 *
 * In other regions CloudFormation fails with "You don't have permission to access the S3 bucket for CloudFront logs".
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html
 * @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
 */
const REGIONS_WITH_LOGS: readonly string[] = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1'],
  ...['eu-central-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-north-1'],
  ...['ap-south-1', 'ap-southeast-1', 'ap-southeast-2', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3'],
];

/**
 * Limits the logs of a distribution to regions in which CloudFront delivers them. Elsewhere the distribution has no
 * logs, and synthesis warns of this if the region is known. The stack cannot replace them there: standard logging (v2)
 * is set up by resources in us-east-1, "even if you want to enable cross Region delivery to another destination".
 *
 * @param region the region of the deployment; undefined if it is not known yet
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
 */
export function logOnlyWhereDelivered(
  distribution: cloudfront.Distribution,
  region: string | undefined,
): void {
  const resource = distribution.node.defaultChild as cloudfront.CfnDistribution;
  const config = resource.distributionConfig as cloudfront.CfnDistribution.DistributionConfigProperty;
  const isDelivered = new CfnCondition(distribution, 'LogsAreDelivered', {
    expression: Fn.conditionOr(...REGIONS_WITH_LOGS.map((one) => Fn.conditionEquals(Aws.REGION, one))),
  });
  resource.addPropertyOverride('DistributionConfig.Logging', {
    'Fn::If': [isDelivered.logicalId, loggingOf(config), { Ref: 'AWS::NoValue' }],
  });
  if (region !== undefined && !REGIONS_WITH_LOGS.includes(region)) warn(distribution, region);
}

/** The logging as CloudFormation spells it. */
function loggingOf({ logging }: cloudfront.CfnDistribution.DistributionConfigProperty) {
  const { bucket } = logging as cloudfront.CfnDistribution.LoggingProperty;
  return { Bucket: bucket };
}

const warn = (scope: Construct, region: string): void =>
  Annotations.of(scope).addWarningV2(
    'primum:no-distribution-logs',
    `CloudFront delivers no logs of the distribution to a bucket in ${region}, so requests for audits are not logged. ` +
      'docs/deploy.md#logs-of-a-distribution-in-an-opt-in-region has the commands that turn logs on after the deployment',
  );
