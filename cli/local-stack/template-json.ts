import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalStackError } from './errors.ts';

/** A JSON value in a template. An object with the single key Ref, Fn::GetAtt or similar is an intrinsic function. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export interface Resource {
  Type: string;
  Properties?: JsonObject;
}

export interface Template {
  resources: Map<string, Resource>;
  parameters: Map<string, JsonObject>;
  outputs: Map<string, JsonObject>;
  stackName: string;
  /** Maps the key of an asset in the deployment bucket to its folder or file on this disk. */
  assets: Map<string, string>;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const entries = (value: unknown): Map<string, JsonObject> =>
  new Map(Object.entries(isObject(value) ? value : {}) as [string, JsonObject][]);

function readJson(path: string): JsonObject {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as JsonObject;
  } catch (error) {
    throw new LocalStackError(
      `${path} is not a readable cloud assembly file. Create the assembly with npm run synth. (${(error as Error).message})`,
    );
  }
}

/** The assets in `<Stack>.assets.json`, by key in the deployment bucket. */
function readAssets(assembly: string, file: string): Map<string, string> {
  const assets = new Map<string, string>();
  for (const asset of entries(readJson(join(assembly, file)).files).values()) {
    const path = (asset.source as JsonObject).path as string;
    for (const destination of entries(asset.destinations).values()) {
      assets.set(destination.objectKey as string, join(assembly, path));
    }
  }
  return assets;
}

/**
 * Reads the only stack of a synthesised cloud assembly (a `cdk.out` folder).
 * @throws LocalStackError if the folder is not an assembly, or does not contain exactly one stack
 */
export function readTemplate(assembly: string): Template {
  const stacks = [...entries(readJson(join(assembly, 'manifest.json')).artifacts)].filter(
    ([, artifact]) => artifact.type === 'aws:cloudformation:stack',
  );
  const [first] = stacks;
  if (!first || stacks.length > 1) {
    throw new LocalStackError(
      `${assembly} contains ${stacks.length} stacks, but the local stack runs exactly one.`,
    );
  }
  const [id, artifact] = first;
  const properties = artifact.properties as JsonObject;
  const template = readJson(join(assembly, properties.templateFile as string));
  return {
    resources: entries(template.Resources) as unknown as Map<string, Resource>,
    parameters: entries(template.Parameters),
    outputs: entries(template.Outputs),
    stackName: (properties.stackName as string | undefined) ?? id,
    assets: readAssets(assembly, `${id}.assets.json`),
  };
}
