import { randomUUID } from 'node:crypto';
import type { RuleDescription } from './description.ts';
import { ACCOUNT, REGION } from './naming.ts';
import { compilePattern } from './pattern.ts';
import type { WriteKind } from './s3-request.ts';
import type { JsonObject } from './template-json.ts';

/** An object that now exists, as the event tells it. */
export interface CreatedObject {
  bucket: string;
  /** Not URL-encoded: EventBridge, unlike direct S3 notifications, hands keys on as they are. */
  key: string;
  /** Bytes. */
  size: number;
  /** Without quotes. */
  etag: string;
  versionId?: string;
  reason: WriteKind;
}

let sequence = 0;

/** The "Object Created" event in the shape EventBridge delivers. */
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

/** Hands an event to the target of every rule whose pattern it matches. */
export type EventRouter = (event: JsonObject) => Promise<void>;

/**
 * Routes events as the template's rules say.
 * @param deliver sends an event to one target by its ARN
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
