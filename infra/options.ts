import type { Node } from 'constructs';
import type { CustomDomain } from './access/distribution.ts';
import type { ProducerStudies } from './access/producers.ts';
import { readProducers } from './access/read-producers.ts';
import type { ObjectLock } from './storage/buckets.ts';
import type { Encryption } from './storage/encryption-key.ts';
import type { Signing } from './storage/signing-key.ts';

/** Options of a deployment, from the command line (`-c stage=prod`) or `cdk.json`. */
export interface DeploymentOptions {
  /** Distinguishes this deployment from others in the account; undefined for the only one. */
  readonly stage: string | undefined;
  /** Encrypts stored data with a key of the account's own; by default keys of AWS do. */
  readonly encryption: Encryption | undefined;
  /** Signs the manifests of snapshots with a key in KMS. */
  readonly signing: Signing | undefined;
  /** Locks the versions of published files against deletion. */
  readonly objectLock: ObjectLock | undefined;
  /** Publishes the audits on the web; `{}` uses the name that CloudFront assigns. */
  readonly distribution: { readonly custom?: CustomDomain } | undefined;
  /** Rating apps that may send events of certain studies only. */
  readonly producers: ProducerStudies;
  /** E-mail address to notify when an alarm is raised. */
  readonly alarmEmail: string | undefined;
}

/**
 * Reads the options from the app's context.
 * @throws if an option is invalid: a wrong deployment is worse than no deployment
 */
export function readStackOptions(node: Node): DeploymentOptions {
  const text = (name: string): string | undefined => {
    const value: unknown = node.tryGetContext(name);
    if (value === undefined || value === '') return undefined;
    if (typeof value === 'string') return value;
    throw new Error(`-c ${name}=… is not a string`);
  };
  return {
    stage: stageOf(text('stage')),
    encryption: keyOf('encryption', text('encryption')),
    signing: keyOf('signing', text('signing')),
    objectLock: objectLockOf(node.tryGetContext('objectLock')),
    distribution: distributionOf(node.tryGetContext('distribution'), text('domain'), text('certificate')),
    producers: readProducers(node.tryGetContext('producers')),
    alarmEmail: emailOf(text('alarmEmail')),
  };
}

function stageOf(stage: string | undefined): string | undefined {
  if (stage === undefined || /^[a-z][a-z0-9-]{0,19}$/.test(stage)) return stage;
  throw new Error(
    `-c stage=${stage} is not a name of at most 20 letters a–z, digits and hyphens that begins with a letter`,
  );
}

const KEY_ARN =
  /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;

function keyOf(option: string, wanted: string | undefined): { readonly keyArn?: string } | undefined {
  if (wanted === undefined) return undefined;
  if (wanted === 'kms') return {};
  if (KEY_ARN.test(wanted)) return { keyArn: wanted };
  throw new Error(`-c ${option}=${wanted} is neither kms, which creates a key, nor the ARN of a key in KMS`);
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
  const on = wanted === true || wanted === 'true';
  if (!on && wanted !== undefined && wanted !== false && wanted !== 'false')
    throw new Error(`-c distribution=${wanted} is neither true nor false`);
  if (!on && (domain || certificate))
    throw new Error('-c domain and -c certificate need -c distribution=true');
  if (!on) return undefined;
  if (!domain && !certificate) return {};
  if (!domain || !certificate) throw new Error('-c domain and -c certificate need each other: set both');
  if (!/^arn:[a-z-]+:acm:us-east-1:\d{12}:certificate\/[\w-]+$/.test(certificate))
    throw new Error(
      `-c certificate=${certificate} is not the ARN of a certificate in us-east-1, the only region that CloudFront accepts`,
    );
  return { custom: { domain, certificate } };
}

function emailOf(address: string | undefined): string | undefined {
  if (address === undefined || /^[^\s@]+@[^\s@]+$/.test(address)) return address;
  throw new Error(`-c alarmEmail=${address} is not an e-mail address`);
}
