import type { JsonObject } from './template-json.ts';

/** What a stack declares, with every reference worked out, in the terms the local stack runs it in. */
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
  /** The physical name: the declared one, else one made from the logical id. */
  name: string;
}

export interface TableDescription extends Named {
  keySchema: JsonObject[];
  attributes: JsonObject[];
  globalIndexes: JsonObject[];
}

export interface BucketDescription extends Named {
  versioned: boolean;
  /** Whether its object events go to EventBridge. */
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
  /** As Lambda has it: `<file without ending>.<export>`. */
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
