import type { Node } from 'constructs';
import * as z from 'zod';

/** The options of one deployment, by name. */
export interface OptionSource {
  /** The name of the stage; undefined for the only deployment of an account and region. */
  readonly stage: string | undefined;
  /** The value of an option, or undefined. Every option must be read before `refuseUnread`. */
  read(name: string): unknown;
  /** @throws if `cdk.json` has an option for this stage that nobody read, because its name is wrong */
  refuseUnread(): void;
}

const STAGE = /^[a-z][a-z0-9-]{0,19}$/;

const stages = z.record(z.string(), z.record(z.string(), z.unknown()));

/**
 * Options from the command line (`-c stage=prod`), and from `stages` in `cdk.json`, which keeps the options of each stage,
 * as `{"stages": {"prod": {"encryption": "kms"}}}`. The name of a deployment without a stage is empty there.
 *
 * An option that is only on the command line is lost if somebody forgets it once. Therefore a command line cannot
 * contradict the file, and each stage of the file states its encryption: without the right on its former key, no function
 * can read older objects.
 *
 * @throws if the options contradict each other: a wrong deployment is worse than no deployment
 */
export function optionSource(node: Node): OptionSource {
  const given = (name: string): unknown => {
    const value: unknown = node.tryGetContext(name);
    return value === '' ? undefined : value;
  };
  const stage = stageOf(given('stage'));
  const kept = keptOptions(given('stages'), stage);
  const names = new Set<string>();
  return {
    stage,
    read(name) {
      names.add(name);
      const [own, file] = [given(name), kept?.[name]];
      if (own !== undefined && kept !== undefined && normalised(own) !== normalised(file))
        throw new Error(
          `-c ${name}=… contradicts stages.${stage ?? '""'}.${name} in cdk.json: change the file, which keeps the options of the stage`,
        );
      return own ?? file;
    },
    refuseUnread() {
      const unread = Object.keys(kept ?? {}).filter((name) => !names.has(name));
      if (unread.length > 0)
        throw new Error(
          `stages.${stage ?? '""'} in cdk.json has the unknown option ${unread.join(', ')}: known are ${[...names].join(', ')}`,
        );
    },
  };
}

function stageOf(stage: unknown): string | undefined {
  if (stage === undefined || (typeof stage === 'string' && STAGE.test(stage))) return stage;
  throw new Error(
    `-c stage=${stage} is not a name of at most 20 letters a–z, digits and hyphens that begins with a letter`,
  );
}

/** The options of the stage in `cdk.json`. Undefined if the file lists no stages. */
function keptOptions(
  value: unknown,
  stage: string | undefined,
): Readonly<Record<string, unknown>> | undefined {
  if (value === undefined) return undefined;
  const read = stages.safeParse(value);
  if (!read.success) throw new Error('stages in cdk.json must be an object of options by stage');
  const listed = Object.keys(read.data).map((name) => name || '""');
  const kept = read.data[stage ?? ''];
  if (!kept)
    throw new Error(
      stage === undefined
        ? `cdk.json lists stages: choose one with -c stage=… (${listed.join(', ')})`
        : `the stage ${stage} is not in stages of cdk.json (${listed.join(', ')}): add it, so that its options are kept`,
    );
  if (typeof kept.encryption !== 'string')
    throw new Error(
      `stages.${stage ?? '""'} in cdk.json must state its encryption: "aws" for keys of AWS, "kms", or the ARN of a key`,
    );
  return kept;
}

/** A value as text, in one form for the command line and the file. */
function normalised(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value) ?? '';
  try {
    return JSON.stringify(JSON.parse(value));
  } catch {
    return JSON.stringify(value);
  }
}
