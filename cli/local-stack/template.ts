import { OwnError } from '../../shared/lib/index.ts';
import type { StackDescription } from './description.ts';
import { type Resolve, resolver } from './intrinsics.ts';
import { physicalName, references, resourceArn } from './naming.ts';
import { rateSeconds } from './schedule.ts';
import type { Json, JsonObject, Resource, Template } from './template-json.ts';

type Properties = JsonObject;
/**
 * A resource. `get` resolves only the value at the given path, so that other properties may contain unsupported
 * functions.
 */
type Entry = { logicalId: string; name: string; arn: string; get: (...path: string[]) => Json | undefined };

const list = (value: Json | undefined): JsonObject[] => (value ?? []) as JsonObject[];
const object = (value: Json | undefined): Properties => (value ?? {}) as Properties;
const number = (value: Json | undefined, otherwise: number): number => Number(value ?? otherwise);

function resourcesOfTypes(template: Template, resolve: Resolve, ...types: string[]): Entry[] {
  const entry = ([logicalId, resource]: [string, Resource]): Entry => ({
    logicalId,
    name: physicalName(logicalId, resource),
    arn: resourceArn(logicalId, resource) ?? '',
    get: (...path) =>
      resolve(
        path.reduce<Json | undefined>(
          (value, step) => (value as Properties | undefined)?.[step],
          resource.Properties,
        ),
        logicalId,
      ),
  });
  return [...template.resources].filter(([, { Type }]) => types.includes(Type)).map(entry);
}

function bucket({ logicalId, name, get }: Entry) {
  return {
    logicalId,
    name,
    versioned: get('VersioningConfiguration', 'Status') === 'Enabled',
    eventBridge: get('NotificationConfiguration', 'EventBridgeConfiguration') !== undefined,
  };
}

function queue({ logicalId, name, arn, get }: Entry) {
  const redrive = object(get('RedrivePolicy'));
  return {
    logicalId,
    name,
    arn,
    visibilitySeconds: number(get('VisibilityTimeout'), 30),
    retentionSeconds: number(get('MessageRetentionPeriod'), 345_600),
    ...(redrive.deadLetterTargetArn && {
      redrive: {
        deadLetterArn: String(redrive.deadLetterTargetArn),
        maxReceiveCount: Number(redrive.maxReceiveCount),
      },
    }),
  };
}

function lambda({ logicalId, name, arn, get }: Entry, template: Template) {
  const key = String(get('Code', 'S3Key'));
  const directory = template.assets.get(key);
  if (!directory)
    throw new OwnError(`The code of the template's ${logicalId} (${key}) is not in the cloud assembly.`);
  const variables = Object.entries(object(get('Environment', 'Variables')));
  return {
    logicalId,
    name,
    arn,
    handler: String(get('Handler')),
    directory,
    timeoutSeconds: number(get('Timeout'), 3),
    memoryMegabytes: number(get('MemorySize'), 128),
    environment: Object.fromEntries(variables.map(([variable, value]) => [variable, String(value)])),
  };
}

/** An event source mapping names its function by ARN or by name. The result always contains the ARN. */
function eventSource({ logicalId, get }: Entry, arnByName: Map<string, string>) {
  const named = String(get('FunctionName'));
  const scaling = get('ScalingConfig', 'MaximumConcurrency');
  return {
    logicalId,
    functionArn: arnByName.get(named) ?? named,
    queueArn: String(get('EventSourceArn')),
    batchSize: number(get('BatchSize'), 10),
    windowSeconds: number(get('MaximumBatchingWindowInSeconds'), 0),
    reportsItemFailures: ((get('FunctionResponseTypes') ?? []) as Json[]).includes('ReportBatchItemFailures'),
    ...(scaling && { maximumConcurrency: Number(scaling) }),
  };
}

const enabled = ({ get }: Entry): boolean => get('State') !== 'DISABLED' && get('Enabled') !== false;

function schedule({ logicalId, get }: Entry) {
  const input = get('Target', 'Input');
  return {
    logicalId,
    everySeconds: rateSeconds(String(get('ScheduleExpression')), logicalId),
    targetArn: String(get('Target', 'Arn')),
    input: input === undefined ? {} : (JSON.parse(String(input)) as unknown),
  };
}

/**
 * Describes the resources of a stack. The description comes from the deployed template, so no setting is duplicated.
 * @param sqsEndpoint the base address of queue URLs
 * @throws Error that names the resource if one of its values cannot be resolved
 */
export function describeStack(template: Template, sqsEndpoint: string): StackDescription {
  const resolve = resolver(references(template, sqsEndpoint));
  const all = (...types: string[]) => resourcesOfTypes(template, resolve, ...types);
  const queues = all('AWS::SQS::Queue').map(queue);
  const functions = all('AWS::Lambda::Function').map((entry) => lambda(entry, template));
  const arnByName = new Map(functions.map(({ name, arn }) => [name, arn]));
  return {
    tables: all('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').map(({ logicalId, name, get }) => ({
      logicalId,
      name,
      keySchema: list(get('KeySchema')),
      attributes: list(get('AttributeDefinitions')),
      globalIndexes: list(get('GlobalSecondaryIndexes')),
    })),
    buckets: all('AWS::S3::Bucket').map(bucket),
    queues: [...queues.filter((one) => !('redrive' in one)), ...queues.filter((one) => 'redrive' in one)],
    secrets: all('AWS::SecretsManager::Secret').map(({ logicalId, name, arn, get }) => {
      const value = get('SecretString');
      return { logicalId, name, arn, ...(value !== undefined && { value: String(value) }) };
    }),
    functions,
    eventSources: all('AWS::Lambda::EventSourceMapping')
      .filter(enabled)
      .map((entry) => eventSource(entry, arnByName)),
    rules: all('AWS::Events::Rule')
      .filter(enabled)
      .map(({ logicalId, get }) => ({
        logicalId,
        pattern: object(get('EventPattern')),
        targetArns: list(get('Targets')).map(({ Arn }) => String(Arn)),
      })),
    schedules: all('AWS::Scheduler::Schedule').filter(enabled).map(schedule),
    outputs: Object.fromEntries(
      [...template.outputs].map(([name, output]) => [name, String(resolve(output.Value, `output ${name}`))]),
    ),
  };
}
