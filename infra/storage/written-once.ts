import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';

/**
 * Files of a snapshot: under the study and the snapshot's id, which begins with the time, as `20260301T093000Z-…`.
 */
const SNAPSHOT_FILES = 'snapshots/*/????????T??????Z-*';
const PUBLIC_FILES = 'public/*/????????T??????Z-*';
/** Copies of the manifests by number. The first publisher that writes a number has claimed it. */
const CHAIN_FILES = 'snapshots/*/chain/*';
const PUBLIC_CHAIN_FILES = 'public/*/chain/*';
/** The locked protocol of a study. A second lock would hide a post hoc change. */
const LOCK_FILES = 'snapshots/*/lock.json';

/**
 * Denies everybody, including publish-snapshot, to put an object into the bucket without a condition. A file
 * of a snapshot or of the chain, and a lock, may be put only if none exists. Any other object may be put only if none exists, or to replace
 * exactly the object that was read. This also refuses copies into the bucket. Deletion and older versions are not
 * affected.
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
  deny('PublicEditionsAreWrittenOnce', PUBLIC_FILES, ['s3:if-none-match']);
  deny('NumbersAreClaimedOnce', CHAIN_FILES, ['s3:if-none-match']);
  deny('LocksAreWrittenOnce', LOCK_FILES, ['s3:if-none-match']);
  deny('PublicNumbersAreClaimedOnce', PUBLIC_CHAIN_FILES, ['s3:if-none-match']);
}
