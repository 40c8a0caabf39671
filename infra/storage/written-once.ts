import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';

/** Files of a snapshot: under its study and its id, which begins with the time, as `20260301T093000Z-…`. */
const SNAPSHOT_FILES = 'snapshots/*/????????T??????Z-*';

/**
 * Denies everybody, the function that publishes among them, to put an object into the bucket unconditionally: a file of a
 * snapshot only where none is, anything else only where none is or in place of the very object that was read. Copies
 * into the bucket are refused with it. Deleting and the versions beneath are not touched by this.
 *
 * Only requests that create an object carry the condition: the parts of a multipart upload cannot.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
 */
export function writeOnlyOnCondition(bucket: s3.Bucket): void {
  const deny = (sid: string, keys: string, absent: readonly string[]) =>
    bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        sid,
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects(keys)],
        conditions: {
          Null: Object.fromEntries(absent.map((header) => [header, 'true'])),
          Bool: { 's3:ObjectCreationOperation': 'true' },
        },
      }),
    );
  deny('NothingIsOverwrittenUnseen', '*', ['s3:if-none-match', 's3:if-match']);
  deny('SnapshotsAreWrittenOnce', SNAPSHOT_FILES, ['s3:if-none-match']);
}
