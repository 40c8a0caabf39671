import type { Node } from 'constructs';
import type { CustomDomain } from './access/distribution.ts';
import type { ProducerStudies } from './access/producers.ts';
import { readProducers } from './access/read-producers.ts';
import { optionSource } from './stage-options.ts';
import type { Encryption } from './storage/encryption-key.ts';

/** Options of a deployment. */
export interface DeploymentOptions {
  /** Distinguishes this deployment from others in the account; undefined for the only one. */
  readonly stage: string | undefined;
  /** Encrypts stored data with a key of the account's own; by default keys of AWS do. */
  readonly encryption: Encryption | undefined;
  /** Publishes the audits on the web; `{}` uses the name that CloudFront assigns. */
  readonly distribution: { readonly custom?: CustomDomain } | undefined;
  /** Rating apps that may send events of certain studies only. */
  readonly producers: ProducerStudies;
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
  const options = {
    stage: source.stage,
    encryption: encryptionOf(text('encryption')),
    distribution: distributionOf(source.read('distribution'), text('domain'), text('certificate')),
    producers: readProducers(source.read('producers')),
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

/** The description of an alarm has at most 1,024 characters, and also names the effect on users. */
const MAX_ADDRESS_LENGTH = 500;

function runbookOf(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  if (/^https:\/\/[^\s#]+$/.test(address) && address.length <= MAX_ADDRESS_LENGTH) return address;
  throw new Error(
    `-c runbook=${address} is not an address such as https://github.com/<owner>/<repository>/blob/<branch>/docs/runbook.md`,
  );
}
