import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { PUBLIC, PUBLIC_INDEX, publicFolder } from '../../shared/contracts/index.ts';
import { acknowledge } from '../acknowledge.ts';
import { deliveredLogsBucket } from '../storage/buckets.ts';
import { logOnlyWhereDelivered } from './log-regions.ts';
import { securityHeaders } from './security-headers.ts';

/** A custom domain name for the distribution, and its certificate. */
export interface CustomDomain {
  readonly domain: string;
  /** ARN of a certificate in us-east-1, because CloudFront accepts no other region. */
  readonly certificate: string;
}

export interface DistributionProps {
  readonly snapshots: s3.Bucket;
  /** The studies whose public edition is served; undefined for every study with a public edition. */
  readonly studies: readonly string[] | undefined;
  /** Undefined for the name that CloudFront assigns. */
  readonly custom: CustomDomain | undefined;
  /** The region of the deployment; undefined if it is not known yet. */
  readonly region: string | undefined;
}

/**
 * Public access to the public editions on the web. The bucket of snapshots stays private: only this distribution may
 * read it, and only what is public. It caches objects as long as their own headers say.
 * @see docs/decisions/0017-audits-are-private-by-default.md
 */
export class Distribution extends Construct {
  /** Address of the index page of all studies. */
  readonly url: string;
  readonly arn: string;
  readonly logs: s3.IBucket;

  constructor(scope: Construct, id: string, { snapshots, studies, custom, region }: DistributionProps) {
    super(scope, id);
    this.logs = deliveredLogsBucket(this, 'Logs');
    const distribution = new cloudfront.Distribution(this, 'Distribution', {
      comment: 'Primum: published audits',
      defaultRootObject: 'index.html',
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      enableLogging: true,
      logBucket: this.logs,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(snapshots as s3.IBucket, {
          originPath: `/${PUBLIC.slice(0, -1)}`,
        }),
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: securityHeaders(this, 'Headers'),
        compress: true,
      },
      ...(custom && {
        domainNames: [custom.domain],
        certificate: acm.Certificate.fromCertificateArn(this, 'Certificate', custom.certificate),
        minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
      }),
    });
    nameByRegion(distribution);
    logOnlyWhereDelivered(distribution, region);
    refuseOthers(snapshots, studies);
    if (snapshots.encryptionKey)
      acknowledge(
        // The finding is reported on the construct that owns the key.
        snapshots.encryptionKey.node.scope!,
        'Annotation::@aws-cdk/aws-cloudfront-origins:wildcardKeyPolicyForOac',
        'The key admits any distribution of this account. Otherwise key, bucket and distribution would depend on each other. ' +
          'The policy of the bucket admits only this distribution, and the key is useless without access to the bucket.',
      );
    this.arn = distribution.distributionArn;
    this.url = `https://${custom?.domain ?? distribution.distributionDomainName}/`;
    acknowledge(
      distribution,
      'AwsSolutions-CFR1',
      'Audits are published for readers in every country. A study with restricted readers uses links and no distribution.',
    );
    acknowledge(
      distribution,
      'AwsSolutions-CFR2',
      'The distribution serves only files that never change, from a bucket that it can only read.',
    );
    if (!custom)
      acknowledge(
        distribution,
        'AwsSolutions-CFR4',
        'CloudFront sets the TLS versions of its default domain. With ' +
          'a custom domain, TLS 1.2 is the minimum.',
      );
  }
}

/**
 * Names the origin access control after the stack and its region. CloudFront is global, so its names must be unique in
 * the account, and the same stack may exist in two regions.
 */
function nameByRegion(distribution: cloudfront.Distribution): void {
  const { stackName, region } = Stack.of(distribution);
  for (const child of distribution.node.findAll())
    if (child instanceof cloudfront.CfnOriginAccessControl)
      child.addPropertyOverride('OriginAccessControlConfig.Name', `${stackName}-${region}`);
}

/**
 * Denies CloudFront all objects except the public ones. CDK's grant covers the whole bucket, and the origin path alone is
 * a setting of the distribution, not a right.
 */
function refuseOthers(snapshots: s3.Bucket, studies: readonly string[] | undefined): void {
  const keys = studies === undefined ? [`${PUBLIC}*`] : studies.map((study) => `${publicFolder(study)}*`);
  snapshots.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'OnlyPublicEditionsAreServed',
      effect: iam.Effect.DENY,
      principals: [new iam.ServicePrincipal('cloudfront.amazonaws.com')],
      actions: ['s3:GetObject'],
      notResources: [PUBLIC_INDEX, ...keys].map((key) => snapshots.arnForObjects(key)),
    }),
  );
}
