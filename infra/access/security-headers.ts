import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { Duration, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/**
 * Pages load nothing, because they contain their style, script and charts. Each page also has a policy that allows its own
 * script and style by hash. A browser obeys both policies.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of every response. */
export function securityHeaders(scope: Construct, id: string): cloudfront.ResponseHeadersPolicy {
  const { stackName, region } = Stack.of(scope);
  return new cloudfront.ResponseHeadersPolicy(scope, id, {
    // CloudFront is global, so the name must be unique in the account, and the same stack may exist in two regions.
    responseHeadersPolicyName: `${stackName}-${region}`,
    comment: 'Primum: pages with audits load no other content',
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy: CONTENT_SECURITY_POLICY, override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: cloudfront.HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: cloudfront.HeadersReferrerPolicy.NO_REFERRER, override: true },
      strictTransportSecurity: {
        accessControlMaxAge: Duration.days(730),
        includeSubdomains: true,
        override: true,
      },
    },
    customHeadersBehavior: {
      customHeaders: [
        { header: 'Cross-Origin-Opener-Policy', value: 'same-origin', override: true },
        { header: 'Cross-Origin-Resource-Policy', value: 'same-origin', override: true },
      ],
    },
  });
}
