import type { Node } from 'constructs';
import type { Limits } from '../shared/contracts/index.ts';
import type { DistributionProps } from './access/distribution.ts';
import type { ProducerStudies } from './access/producers.ts';
import { type AccessGroups, readAccess, withProducersOf } from './access/read-access.ts';
import { readProducers } from './access/read-producers.ts';
import { optionValue, studies } from './access/read-studies.ts';
import { readStudyLimits } from './read-limits.ts';
import { optionSource } from './stage-options.ts';
import type { ObjectLock } from './storage/buckets.ts';
import type { Encryption } from './storage/encryption-key.ts';
import type { Signing } from './storage/signing-key.ts';

/** Options of a deployment. */
export interface DeploymentOptions {
  /** Distinguishes this deployment from others in the account; undefined for the only one. */
  readonly stage: string | undefined;
  /** Encrypts stored data with a key of the account's own; by default keys of AWS do. */
  readonly encryption: Encryption | undefined;
  /** Serves public editions on the web. */
  readonly distribution: Pick<DistributionProps, 'studies' | 'custom'> | undefined;
  /** Groups of people and applications that may work on certain studies only. */
  readonly access: AccessGroups;
  /** Signs the manifests of snapshots with a key in KMS. */
  readonly signing: Signing | undefined;
  /** Locks the versions of published files against deletion. */
  readonly objectLock: ObjectLock | undefined;
  /** Rating apps that may send events of certain studies only. */
  readonly producers: ProducerStudies;
  /** Limits of studies. */
  readonly limits: Limits;
  /** E-mail address to notify when an alarm is raised. */
  readonly alarmEmail: string | undefined;
  /** Address of the runbook on the web, to which the mails of alarms link; undefined if it is read in the checkout. */
  readonly runbook: string | undefined;
}

/**
 * Reads the options from the app's context.
 * @throws if an option is invalid: a wrong deployment is worse than no deployment
 */
export function readStackOptions(node: Node): DeploymentOptions {
  const source = optionSource(node);
  const text = (name: string): string | undefined => {
    const value = source.read(name);
    if (value === undefined || value === '') return undefined;
    if (typeof value === 'string') return value;
    throw new Error(`-c ${name}=… is not a string`);
  };
  const access = readAccess(source.read('access'));
  const options = {
    access,
    stage: source.stage,
    encryption: encryptionOf(text('encryption')),
    distribution: distributionOf(source.read('distribution'), text('domain'), text('certificate')),
    producers: withProducersOf(access, readProducers(source.read('producers'))),
    limits: readStudyLimits(source.read('limits')),
    signing: signingOf(text('signing')),
    objectLock: objectLockOf(source.read('objectLock')),
    alarmEmail: emailOf(text('alarmEmail')),
    runbook: runbookOf(text('runbook')),
  };
  source.refuseUnread();
  return options;
}

const KEY_ARN =
  /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;

function encryptionOf(wanted: string | undefined): Encryption | undefined {
  if (wanted === undefined || wanted === 'aws') return undefined;
  if (wanted === 'kms') return {};
  if (KEY_ARN.test(wanted)) return { keyArn: wanted };
  throw new Error(
    `-c encryption=${wanted} is neither kms, which creates a key, nor aws, for keys of AWS, nor the ARN of a key in KMS`,
  );
}

function signingOf(wanted: string | undefined): Signing | undefined {
  if (wanted === undefined) return undefined;
  if (wanted === 'kms') return {};
  if (KEY_ARN.test(wanted)) return { keyArn: wanted };
  throw new Error(`-c signing=${wanted} is neither kms, which creates a key, nor the ARN of a key in KMS`);
}

/** The maximum that S3 accepts. */
const MAX_LOCK_DAYS = 36_500;

function objectLockOf(wanted: unknown): ObjectLock | undefined {
  if (wanted === undefined || wanted === '') return undefined;
  const [, mode, text] = /^(?:(governance|compliance):)?([1-9]\d*)$/.exec(String(wanted)) ?? [];
  const days = Number(text);
  if (days >= 1 && days <= MAX_LOCK_DAYS) return { days, isCompliance: mode === 'compliance' };
  throw new Error(
    `-c objectLock=${wanted} is neither a number of days from 1 to ${MAX_LOCK_DAYS}, nor such a number after "compliance:"`,
  );
}

function distributionOf(
  wanted: unknown,
  domain: string | undefined,
  certificate: string | undefined,
): DeploymentOptions['distribution'] {
  const served = servedOf(optionValue(wanted));
  if (!served && (domain || certificate))
    throw new Error('-c domain and -c certificate need -c distribution=…');
  if (!served) return undefined;
  if (!domain && !certificate) return { ...served, custom: undefined };
  if (!domain || !certificate) throw new Error('-c domain and -c certificate need each other: set both');
  if (!/^arn:[a-z-]+:acm:us-east-1:\d{12}:certificate\/[\w-]+$/.test(certificate))
    throw new Error(
      `-c certificate=${certificate} is not the ARN of a certificate in us-east-1, the only region that CloudFront accepts`,
    );
  return { ...served, custom: { domain, certificate } };
}

/** Maximum number of listed studies, so that the policy of the bucket stays below the 20 KB that S3 accepts. */
const MAX_SERVED = 100;

/** The studies that are served; undefined if there is no distribution. */
function servedOf(wanted: unknown): Pick<DistributionProps, 'studies'> | undefined {
  if (wanted === undefined || wanted === false) return undefined;
  if (wanted === true) return { studies: undefined };
  const listed = Array.isArray(wanted) ? studies.safeParse(wanted) : undefined;
  if (listed?.success && listed.data.length <= MAX_SERVED) return { studies: listed.data };
  throw new Error(
    `-c distribution=${JSON.stringify(wanted)} is neither true nor false nor a list of at most ${MAX_SERVED} studies (example: '["study-1"]')`,
  );
}

function emailOf(address: string | undefined): string | undefined {
  if (address === undefined || /^[^\s@]+@[^\s@]+$/.test(address)) return address;
  throw new Error(`-c alarmEmail=${address} is not an e-mail address`);
}

/** The description of an alarm has at most 1,024 characters, and also names the effect on users. */
const MAX_ADDRESS_LENGTH = 500;

function runbookOf(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  if (/^https:\/\/[^\s#]+$/.test(address) && address.length <= MAX_ADDRESS_LENGTH) return address;
  throw new Error(
    `-c runbook=${address} is not an address such as https://github.com/<owner>/<repository>/blob/<branch>/docs/runbook.md`,
  );
}
