import type { JsonObject } from './template-json.ts';

/** The resources of a stack in the terms of the local stack, with all references resolved. */
export interface StackDescription {
  tables: TableDescription[];
  buckets: BucketDescription[];
  /** Dead-letter queues come before the queues that name them. */
  queues: QueueDescription[];
  secrets: SecretDescription[];
  functions: FunctionDescription[];
  eventSources: EventSourceDescription[];
  rules: RuleDescription[];
  schedules: ScheduleDescription[];
  outputs: Record<string, string>;
}

export interface Named {
  logicalId: string;
  /** The declared physical name, or one derived from the logical id. */
  name: string;
}

export interface TableDescription extends Named {
  keySchema: JsonObject[];
  attributes: JsonObject[];
  globalIndexes: JsonObject[];
}

export interface BucketDescription extends Named {
  versioned: boolean;
  /** Whether the bucket sends object events to EventBridge. */
  eventBridge: boolean;
}

export interface QueueDescription extends Named {
  arn: string;
  visibilitySeconds: number;
  retentionSeconds: number;
  redrive?: { deadLetterArn: string; maxReceiveCount: number };
}

export interface SecretDescription extends Named {
  arn: string;
  value?: string;
}

export interface FunctionDescription extends Named {
  arn: string;
  /** In Lambda's format: `<file without extension>.<export>`. */
  handler: string;
  directory: string;
  timeoutSeconds: number;
  memoryMegabytes: number;
  environment: Record<string, string>;
}

export interface EventSourceDescription {
  logicalId: string;
  functionArn: string;
  queueArn: string;
  batchSize: number;
  windowSeconds: number;
  reportsItemFailures: boolean;
  maximumConcurrency?: number;
}

export interface RuleDescription {
  logicalId: string;
  pattern: JsonObject;
  targetArns: string[];
}

export interface ScheduleDescription {
  logicalId: string;
  everySeconds: number;
  targetArn: string;
  input: unknown;
}
