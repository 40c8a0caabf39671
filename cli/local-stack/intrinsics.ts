import { OwnError } from '../../shared/lib/index.ts';
import type { Json, JsonObject } from './template-json.ts';

/** Values of references to resources, parameters and pseudo parameters. Undefined if a reference is unknown. */
export interface References {
  ref(name: string): Json | undefined;
  attribute(resource: string, name: string): Json | undefined;
}

export type Resolve = (value: Json | undefined, owner: string) => Json | undefined;

const intrinsicName = (value: JsonObject): string | undefined => {
  const [key, ...others] = Object.keys(value);
  return others.length === 0 && key && (key === 'Ref' || key.startsWith('Fn::')) ? key : undefined;
};

/**
 * Evaluates the intrinsic functions of CloudFormation that occur in a synthesised stack: Ref, Fn::GetAtt, Fn::Sub,
 * Fn::Join, Fn::Select and Fn::Split. Any other function and any unknown reference is an error that names the
 * resource (`owner`). A guess could run a stack that differs from the deployed stack.
 */
export function resolver(references: References): Resolve {
  const fail = (owner: string, what: string): never => {
    throw new OwnError(`The local stack cannot resolve ${what} in the template's ${owner}.`);
  };

  const getAttribute = (argument: Json, owner: string): Json => {
    const dotted = typeof argument === 'string' ? argument : (argument as string[]).join('.');
    const at = dotted.indexOf('.');
    return (
      references.attribute(dotted.slice(0, at), dotted.slice(at + 1)) ?? fail(owner, `Fn::GetAtt ${dotted}`)
    );
  };
  const reference = (name: string, owner: string): Json => references.ref(name) ?? fail(owner, `Ref ${name}`);

  const substitute = (argument: Json, owner: string): string => {
    const [text, variables] = (Array.isArray(argument) ? argument : [argument, {}]) as [string, JsonObject];
    const own = new Map(Object.entries(variables ?? {}));
    return text.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (own.has(name)) return String(resolve(own.get(name), owner));
      return String(name.includes('.') ? getAttribute(name, owner) : reference(name, owner));
    });
  };

  const call = (name: string, argument: Json, owner: string): Json => {
    switch (name) {
      case 'Ref':
        return reference(argument as string, owner);
      case 'Fn::GetAtt':
        return getAttribute(argument, owner);
      case 'Fn::Sub':
        return substitute(argument, owner);
      case 'Fn::Join': {
        const [separator, parts] = argument as [string, Json];
        return (resolve(parts, owner) as Json[]).map(String).join(separator);
      }
      case 'Fn::Split': {
        const [separator, text] = argument as [string, Json];
        return String(resolve(text, owner)).split(separator);
      }
      case 'Fn::Select': {
        const [index, list] = argument as [Json, Json];
        return (resolve(list, owner) as Json[])[Number(index)] ?? fail(owner, `Fn::Select ${String(index)}`);
      }
      default:
        return fail(owner, name);
    }
  };

  const resolve = (value: Json | undefined, owner: string): Json | undefined => {
    if (Array.isArray(value)) return value.map((item) => resolve(item, owner) ?? null);
    if (typeof value !== 'object' || value === null) return value;
    const intrinsic = intrinsicName(value);
    if (intrinsic) return call(intrinsic, value[intrinsic] as Json, owner);
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, resolve(item, owner) ?? null]),
    ) as JsonObject;
  };
  return resolve;
}
