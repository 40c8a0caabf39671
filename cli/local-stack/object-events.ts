import { randomUUID } from 'node:crypto';
import type { RuleDescription } from './description.ts';
import { ACCOUNT, REGION } from './naming.ts';
import { compilePattern } from './pattern.ts';
import type { WriteKind } from './s3-request.ts';
import type { JsonObject } from './template-json.ts';

/** The created object that an event describes. */
export interface CreatedObject {
  bucket: string;
  /** Not URL-encoded. EventBridge passes keys on unchanged, unlike direct S3 notifications. */
  key: string;
  /** Bytes. */
  size: number;
  /** Without quotes. */
  etag: string;
  versionId?: string;
  reason: WriteKind;
}

let sequence = 0;

/** The "Object Created" event in the format of EventBridge. */
export function objectCreatedEvent(object: CreatedObject, now: Date): JsonObject {
  sequence += 1;
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: ACCOUNT,
    time: `${now.toISOString().slice(0, 19)}Z`,
    region: REGION,
    resources: [`arn:aws:s3:::${object.bucket}`],
    detail: {
      version: '0',
      bucket: { name: object.bucket },
      object: {
        key: object.key,
        size: object.size,
        etag: object.etag,
        ...(object.versionId !== undefined && { 'version-id': object.versionId }),
        sequencer: sequence.toString(16).toUpperCase().padStart(16, '0'),
      },
      'request-id': randomUUID(),
      requester: ACCOUNT,
      'source-ip-address': '127.0.0.1',
      reason: object.reason,
    },
  };
}

/** Sends an event to the targets of every rule with a matching pattern. */
export type EventRouter = (event: JsonObject) => Promise<void>;

/**
 * Routes events by the rules of the template.
 * @param deliver sends an event to the target with the given ARN
 */
export function eventRouter(
  rules: RuleDescription[],
  deliver: (targetArn: string, event: JsonObject) => Promise<void>,
): EventRouter {
  const routes = rules.map(({ logicalId, pattern, targetArns }) => ({
    matches: compilePattern(pattern, logicalId),
    targetArns,
  }));
  return async (event) => {
    const targets = routes.filter(({ matches }) => matches(event)).flatMap(({ targetArns }) => targetArns);
    await Promise.all(targets.map((target) => deliver(target, event)));
  };
}
