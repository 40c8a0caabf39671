import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { scriptedPage } from '../../shared/publication/report/page.ts';
import { applies } from './iam.ts';
import { appUnderTest, logicalId, ofType, resources } from './stack-under-test.ts';
import { readable, readableNames } from './statements.ts';

afterAll(() => CloudAssembly.cleanupTemporaryDirectories());

const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-1111-2222-333344445555';
const { app, stack } = appUnderTest({}, { distribution: 'true' });
const [distribution] = ofType(stack, 'AWS::CloudFront::Distribution');
const { DistributionConfig: config } = distribution!.Properties;

/** The directives of a content security policy: allowed sources by resource type. */
const directives = (policy: string) =>
  new Map(policy.split('; ').map((one) => [one.slice(0, one.indexOf(' ')), one.slice(one.indexOf(' ') + 1)]));

const KEYS = [
  ...['public/index.html', 'public/a/latest.json', 'public/a-b/latest.json', 'publicity/a/latest.json'],
  ...['index.html', 'snapshots/a/latest.json', 'snapshots/public/latest.json', 'public'],
];

/** Whether the policy of the bucket lets the distribution read an object. */
function served(under: typeof stack, key: string): boolean {
  const request = {
    action: 's3:GetObject',
    resource: `snapshots/${key}`,
    context: { 'AWS:SourceArn': readable(sourceArn(under), readableNames(under)) },
  };
  const effects = ofType(under, 'AWS::S3::BucketPolicy')
    .filter(({ Properties }) => Properties.Bucket.Ref === logicalId(under, under.storage.snapshots))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Principal }) => Principal.Service === 'cloudfront.amazonaws.com')
    .filter((statement) => applies(statement, request, readableNames(under)))
    .map(({ Effect }) => Effect);
  return effects.includes('Allow') && !effects.includes('Deny');
}

/** The ARN of the distribution, as CloudFront gives it in its requests. */
const sourceArn = (under: typeof stack) => ({
  'Fn::Join': [
    '',
    [
      ...['arn:', { Ref: 'AWS::Partition' }, ':cloudfront::', { Ref: 'AWS::AccountId' }, ':distribution/'],
      { Ref: logicalId(under, under.distribution!.node.findChild('Distribution')) },
    ],
  ],
});

describe('a stack with default options', () => {
  it('publishes nothing on the web', () => {
    const types = ['AWS::CloudFront::Distribution', 'AWS::CloudFront::OriginAccessControl'];
    expect(types.flatMap((type) => ofType(appUnderTest().stack, type))).toEqual([]);
  });
});

describe('the distribution', () => {
  it('passes the policy checks and adds no function', () => {
    expect(() => app.synth()).not.toThrow();
    expect(ofType(stack, 'AWS::Lambda::Function').length).toBe(
      ofType(appUnderTest().stack, 'AWS::Lambda::Function').length,
    );
  });

  it('is the only principal that may read the private snapshots bucket', () => {
    const [control] = ofType(stack, 'AWS::CloudFront::OriginAccessControl');
    expect(control?.Properties.OriginAccessControlConfig).toMatchObject({
      OriginAccessControlOriginType: 's3',
      SigningBehavior: 'always',
    });
    const statements = ofType(stack, 'AWS::S3::BucketPolicy')
      .filter(({ Properties }) => Properties.Bucket.Ref === logicalId(stack, stack.storage.snapshots))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Effect }) => Effect === 'Allow');
    expect(statements).toMatchObject([
      { Action: 's3:GetObject', Principal: { Service: 'cloudfront.amazonaws.com' } },
    ]);
    expect(JSON.stringify(statements[0].Condition)).toContain(
      logicalId(stack, stack.distribution!.node.findChild('Distribution')),
    );
  });

  it('serves the folder of public editions, and may read no other object of the bucket', () => {
    expect(config.Origins.map(({ OriginPath }: { OriginPath: string }) => OriginPath)).toEqual(['/public']);
    expect(KEYS.filter((key) => served(stack, key))).toEqual([
      'public/index.html',
      'public/a/latest.json',
      'public/a-b/latest.json',
    ]);
  });

  it('serves only the listed studies if the option lists them', () => {
    for (const distribution of [['a'], '["a"]']) {
      const some = appUnderTest({}, { distribution });
      expect(() => some.app.synth()).not.toThrow();
      expect(KEYS.filter((key) => served(some.stack, key))).toEqual([
        'public/index.html',
        'public/a/latest.json',
      ]);
    }
  });

  it('requires TLS, opens the list of studies by default, and logs requests', () => {
    expect(config.DefaultCacheBehavior.ViewerProtocolPolicy).toBe('redirect-to-https');
    expect(config.DefaultRootObject).toBe('index.html');
    expect(config.Logging['Fn::If'][1].Bucket).toBeDefined();
  });

  it('has its address in the stack outputs', () => {
    expect(app.synth().getStackByName('Primum').template.Outputs.AuditsUrl.Value['Fn::Join'][1]).toEqual([
      'https://',
      { 'Fn::GetAtt': [expect.any(String), 'DomainName'] },
      '/',
    ]);
  });
});

describe('the logs of the distribution', () => {
  const { Conditions } = app.synth().getStackByName('Primum').template;
  /** The value of an expression of conditions in a region. */
  const holds = (expression: Expression, region: string): boolean =>
    'Fn::Or' in expression
      ? expression['Fn::Or'].some((one) => holds(one, region))
      : 'Condition' in expression
        ? holds(Conditions[expression.Condition], region)
        : expression['Fn::Equals'][1] === region;
  type Expression = { 'Fn::Or': Expression[] } | { Condition: string } | { 'Fn::Equals': [unknown, string] };

  it.each([
    ['us-east-1', true],
    ['eu-central-1', true],
    ['ap-northeast-3', true],
    ['eu-central-2', false],
    ['eu-south-1', false],
    ['af-south-1', false],
    ['ap-east-1', false],
    ['me-central-1', false],
  ])('are delivered to a bucket in %s: %s', (region, isDelivered) => {
    const [name, then, otherwise] = config.Logging['Fn::If'];
    expect(holds(Conditions[name], region)).toBe(isDelivered);
    expect(then.Bucket['Fn::GetAtt'][1]).toBe('RegionalDomainName');
    expect(otherwise).toEqual({ Ref: 'AWS::NoValue' });
  });

  it('cause a warning at synthesis that names the remedy, if the region is an opt-in region', () => {
    const warnings = (region: string) => {
      vi.stubEnv('CDK_DEFAULT_REGION', region);
      const built = appUnderTest({}, { distribution: 'true' });
      const { messages } = built.app.synth().getStackByName('Primum');
      vi.unstubAllEnvs();
      return messages.map(({ entry }) => String(entry.data)).filter((text) => text.includes('CloudFront'));
    };
    expect(warnings('eu-central-1')).toEqual([]);
    expect(warnings('eu-central-2')).toEqual([
      expect.stringMatching(
        /no logs of the distribution to a bucket in eu-central-2.*docs\/deploy\.md#logs-of/,
      ),
    ]);
  });

  it('may be delivered to their bucket by CloudWatch of this account, and by no other account', () => {
    const [policy] = ofType(stack, 'AWS::S3::BucketPolicy').filter(
      ({ Properties }) => Properties.Bucket.Ref === logicalId(stack, stack.distribution!.logs),
    );
    const admitted = policy!.Properties.PolicyDocument.Statement.filter(
      ({ Effect }: { Effect: string }) => Effect === 'Allow',
    );
    expect(admitted).toMatchObject([
      {
        Action: 's3:PutObject',
        Principal: { Service: 'delivery.logs.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
  });
});

describe('one stack in two regions of an account', () => {
  it('has different names for everything that CloudFront and IAM name globally', () => {
    const everything = {
      distribution: 'true',
      encryption: 'kms',
      producers: { app: 'pilot' },
      alarmEmail: 'a@b.example',
    };
    const { stack: full } = appUnderTest({}, everything);
    const named = [...resources(full).values()]
      .filter(({ Type }) => /^AWS::(CloudFront|IAM)::/.test(Type))
      // The name of an inline policy only has to be unique within its role.
      .filter(({ Type }) => Type !== 'AWS::IAM::Policy')
      .flatMap(({ Type, Properties }) =>
        [Properties, ...Object.values<object>(Properties)].map((one) => [Type, one]),
      )
      .flatMap(([type, one]) =>
        Object.entries(one)
          .filter(([key]) => /^(\w+)?Name$/.test(key))
          .map(([, name]) => [type, JSON.stringify(name)]),
      );
    expect(named.map(([type]) => type).sort()).toEqual([
      'AWS::CloudFront::OriginAccessControl',
      'AWS::CloudFront::ResponseHeadersPolicy',
    ]);
    for (const [, name] of named) expect(name).toContain('{"Ref":"AWS::Region"}');
  });
});

describe('a response of the distribution', () => {
  const [headers] = ofType(stack, 'AWS::CloudFront::ResponseHeadersPolicy');
  const security = headers!.Properties.ResponseHeadersPolicyConfig.SecurityHeadersConfig;
  const policy = directives(security.ContentSecurityPolicy.ContentSecurityPolicy);

  it('forbids type sniffing, referrers and frames, and requires TLS for two years', () => {
    expect(security).toMatchObject({
      ContentTypeOptions: { Override: true },
      ReferrerPolicy: { ReferrerPolicy: 'no-referrer' },
      FrameOptions: { FrameOption: 'DENY' },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000 },
    });
  });

  it('forbids the page to load any external content', () => {
    for (const [directive, sources] of policy)
      expect([directive, sources]).toEqual([
        directive,
        expect.stringMatching(/^('none'|'unsafe-inline'|data:)$/),
      ]);
    expect(policy.get('default-src')).toBe("'none'");
    expect(policy.get('frame-ancestors')).toBe("'none'");
  });

  it('permits all sources that the policy inside a page permits', async () => {
    const text = await scriptedPage('A page', 'document.title');
    const own = directives(/http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)![1]!);
    for (const [directive, sources] of own) {
      const allowed = policy.get(directive) ?? policy.get('default-src');
      for (const source of sources.split(' '))
        if (source.startsWith("'sha256-"))
          expect([directive, allowed]).toEqual([directive, "'unsafe-inline'"]);
        else expect(["'none'", allowed]).toContain(source);
    }
  });
});

describe('a custom domain', () => {
  it('uses its own certificate and requires TLS 1.2 or newer', () => {
    const own = appUnderTest(
      {},
      { distribution: 'true', domain: 'audits.example.org', certificate: CERTIFICATE },
    );
    const [resource] = ofType(own.stack, 'AWS::CloudFront::Distribution');
    expect(resource?.Properties.DistributionConfig).toMatchObject({
      Aliases: ['audits.example.org'],
      ViewerCertificate: { AcmCertificateArn: CERTIFICATE, MinimumProtocolVersion: 'TLSv1.2_2021' },
    });
    const { Outputs } = own.app.synth().getStackByName('Primum').template;
    expect(Outputs.AuditsUrl.Value).toBe('https://audits.example.org/');
  });

  it.each([
    [{ distribution: 'yes' }, /neither true nor false nor a list of at most/],
    [{ distribution: '[]' }, /neither true nor false nor a list of at most/],
    [{ distribution: ['a/*'] }, /neither true nor false nor a list of at most 100 studies/],
    [{ distribution: Array.from({ length: 101 }, (_, index) => `s${index}`) }, /at most 100 studies/],
    [{ domain: 'audits.example.org', certificate: CERTIFICATE }, /need -c distribution=…/],
    [{ distribution: 'true', domain: 'audits.example.org' }, /need each other/],
    [{ distribution: 'true', certificate: CERTIFICATE }, /need each other/],
    [
      { distribution: true, domain: 'a.b', certificate: CERTIFICATE.replace('us-east-1', 'eu-west-1') },
      /us-east-1/,
    ],
  ])('causes an error for the invalid options %j', (context, message) => {
    expect(() => appUnderTest({}, context)).toThrow(message);
  });
});
