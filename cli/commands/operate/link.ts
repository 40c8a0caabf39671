import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { latest, manifest } from '../../../shared/contracts/index.ts';
import { decodeJson } from '../../../shared/lib/index.ts';
import type { ObjectReader } from '../../../shared/lib/object-store/index.ts';
import { s3ObjectStore } from '../../../shared/lib/object-store/s3/index.ts';
import { MANIFEST, snapshotKeys } from '../../../shared/publication/index.ts';
import { plain, usageError } from '../../command-line/terminal.ts';
import { awsClients } from '../../deployment/aws-clients.ts';
import { type DeploymentSelection, useDeployment } from '../../deployment/deployment.ts';

export interface LinkOptions extends DeploymentSelection {
  /** Lifetime in seconds. */
  readonly expires: number;
  readonly json?: boolean;
}

/** The expiry of links, and the reason if they expire early. */
interface Validity {
  readonly until: Date;
  readonly warning: string | null;
}

/** `primum link`: creates temporary links to the files of a snapshot in a private bucket. */
export async function link(
  study: string,
  snapshot: string | undefined,
  { expires, json = false, ...deployment }: LinkOptions,
): Promise<void> {
  const { outputs } = await useDeployment(deployment);
  const { s3 } = awsClients();
  const snapshots = s3ObjectStore(s3, outputs.SnapshotsBucketName);
  const id = snapshot ?? (await latestSnapshot(snapshots, study));
  const names = await snapshotFiles(snapshots, study, id);
  const signedAt = new Date();
  const { until, warning } = validity(signedAt, expires, await s3.config.credentials());
  const sign = linkSigner(s3, outputs.SnapshotsBucketName, { signingDate: signedAt, expiresIn: expires });
  const links = await Promise.all(
    names.map(async (name) => ({ name, url: await sign(snapshotKeys.fileKey(study, id, name)) })),
  );
  if (warning !== null) console.error(`Note: ${warning}`);
  console.error(`Note: ${INTERNAL}`);
  const validUntil = snapshotKeys.toSecond(until);
  if (json) return console.log(JSON.stringify({ study, snapshot: id, validUntil, links }, null, 2));
  console.log(
    `Snapshot ${plain(id)} of ${plain(study)}. Anyone with these links can read it until ${validUntil}:\n`,
  );
  for (const { name, url } of links) console.log(`${plain(name)}\n${url}\n`);
}

const INTERNAL =
  'these links are to the internal edition, which shows single votes. Give them only to people who may see these';

async function latestSnapshot(snapshots: ObjectReader, study: string): Promise<string> {
  const stored = await snapshots.get(snapshotKeys.latestKey(study));
  if (stored) return decodeJson(latest, stored.body).snapshot;
  throw usageError(`there is no snapshot of a study "${plain(study)}"`);
}

/** The names of a snapshot's files. The report comes first and the manifest last. */
async function snapshotFiles(snapshots: ObjectReader, study: string, id: string): Promise<string[]> {
  const stored = await snapshots.get(snapshotKeys.fileKey(study, id, MANIFEST));
  if (!stored) throw usageError(`there is no snapshot "${plain(id)}" of a study "${plain(study)}"`);
  const names = decodeJson(manifest, stored.body).files.map(({ name }) => name);
  const report = names.filter((name) => name === 'report.html');
  return [...report, ...names.filter((name) => name !== 'report.html'), MANIFEST];
}

/** A signature expires with its credentials, even if it states a later time. */
export function validity(
  signedAt: Date,
  seconds: number,
  credentials: { readonly sessionToken?: string; readonly expiration?: Date },
): Validity {
  const requested = new Date(signedAt.getTime() + seconds * 1000);
  const { expiration, sessionToken } = credentials;
  if (expiration && expiration < requested)
    return {
      until: expiration,
      warning:
        `the links expire with the credentials that signed them, at ${snapshotKeys.toSecond(expiration)}, ` +
        `and not at ${snapshotKeys.toSecond(requested)}; credentials of an IAM user last longer`,
    };
  const warning =
    sessionToken && !expiration
      ? 'the links are signed with temporary credentials, and expire with them if that is earlier'
      : null;
  return { until: requested, warning };
}

const linkSigner =
  (s3: S3Client, bucket: string, options: { readonly signingDate: Date; readonly expiresIn: number }) =>
  (key: string): Promise<string> =>
    getSignedUrl(s3, new GetObjectCommand({ Bucket: bucket, Key: key }), options);
