import type * as iam from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';

/**
 * Maximum length of a managed policy in characters. Whitespace does not count.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MAX_POLICY_CHARACTERS = 6144;

/** The longest ARN of a bucket: `arn:aws-us-gov:s3:::` and a name of 63 characters. */
const MAX_BUCKET_ARN = 83;
/** The longest of the other values that only AWS knows: the ARN of a queue, with a name of 80 characters. */
const MAX_OTHER_VALUE = 130;

/** The fault of a policy that IAM would refuse because of its length. Null if it is short enough. */
export function faultInLength(policy: iam.ManagedPolicy): string | null {
  const length = maxLengthOf(Stack.of(policy).resolve(policy.document));
  if (length <= MAX_POLICY_CHARACTERS) return null;
  return (
    `the policy may have ${length} characters, and IAM accepts ${MAX_POLICY_CHARACTERS}; ` +
    'divide its studies between several groups of -c access=…'
  );
}

/** Length of a document as JSON, if each value that only AWS knows has its maximum length. */
const maxLengthOf = (document: unknown): number =>
  JSON.stringify(document, (_, value) => longestText(value) ?? value).replaceAll(/\s/g, '').length;

/** A text as long as the longest value of a function of CloudFormation. Null for another value. */
function longestText(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  if ('Ref' in value || 'Fn::GetAtt' in value) return '?'.repeat(MAX_OTHER_VALUE);
  if (!('Fn::Join' in value)) return null;
  const [separator, parts] = value['Fn::Join'] as [string, unknown[]];
  const isObject = typeof parts[1] === 'string' && parts[1].startsWith('/');
  const texts = parts.map((part, index) => {
    if (typeof part === 'string') return part;
    return '?'.repeat(isObject && index === 0 ? MAX_BUCKET_ARN : MAX_OTHER_VALUE);
  });
  return texts.join(separator);
}
