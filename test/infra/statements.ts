import type { PrimumStack } from '../../infra/primum-stack.ts';
import { logicalId, type Resource, resources } from './stack-under-test.ts';

/** One action on one resource that a role or a managed policy allows or denies. */
export interface Grant {
  /** The logical id of the role or of the managed policy. */
  role: string;
  effect: 'Allow' | 'Deny';
  action: string;
  /** A readable name: `ledger`, `exports/protocols/*`, `votes queue`, `key through s3`. */
  resource: string;
}

export const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

/** Every grant of every role in the stack, inline or attached, and of every managed policy. */
export function grants(stack: PrimumStack): Grant[] {
  const names = readableNames(stack);
  const all: Grant[] = [];
  for (const [id, resource] of resources(stack)) {
    for (const { roles, statement } of policiesIn(id, resource)) {
      const through = throughOf(statement, names);
      for (const role of roles) {
        for (const action of list<string>(statement.Action)) {
          for (const target of list(statement.Resource)) {
            all.push({ role, effect: statement.Effect, action, resource: readable(target, names) + through });
          }
        }
      }
    }
  }
  return all;
}

/**
 * The prefixes of a bucket that a role or managed policy may list, as patterns. Null stands for a right without a
 * condition.
 */
export function listedPrefixes(stack: PrimumStack, role: string, bucket: string): (string | null)[] {
  const names = readableNames(stack);
  return [...resources(stack)]
    .flatMap(([id, resource]) => policiesIn(id, resource))
    .filter(
      ({ roles, statement }) => roles.includes(role) && list(statement.Action).includes('s3:ListBucket'),
    )
    .filter(({ statement }) => list(statement.Resource).some((target) => readable(target, names) === bucket))
    .flatMap(({ statement }) =>
      statement.Condition ? list<string>(statement.Condition.StringLike['s3:prefix']) : [null],
    );
}

export function policiesIn(id: string, { Type, Properties }: Resource) {
  if (Type === 'AWS::IAM::Policy') {
    const roles: string[] = Properties.Roles.map((role: { Ref: string }) => role.Ref);
    return list(Properties.PolicyDocument.Statement).map((statement) => ({ roles, statement }));
  }
  if (Type === 'AWS::IAM::ManagedPolicy') {
    return list(Properties.PolicyDocument.Statement).map((statement) => ({ roles: [id], statement }));
  }
  if (Type === 'AWS::IAM::Role') {
    const inline = list(Properties.Policies ?? []).flatMap((policy) => list(policy.PolicyDocument.Statement));
    return inline.map((statement) => ({ roles: [id], statement }));
  }
  return [];
}

export function readableNames(stack: PrimumStack): Map<string, string> {
  const { storage, recordVotes, importExport, publishSnapshot, checkIntegrity } = stack;
  return new Map([
    [logicalId(stack, storage.ledger), 'ledger'],
    [logicalId(stack, storage.counters), 'counters'],
    [logicalId(stack, storage.exports), 'exports'],
    [logicalId(stack, storage.snapshots), 'snapshots'],
    [logicalId(stack, storage.secret), 'secret'],
    ...(storage.key?.node.defaultChild ? [[logicalId(stack, storage.key), 'key'] as const] : []),
    [logicalId(stack, recordVotes.votes.queue), 'votes queue'],
    [logicalId(stack, importExport.imports.queue), 'imports queue'],
    [logicalId(stack, recordVotes.votes.deadLetters), 'votes dead letters'],
    [logicalId(stack, importExport.imports.deadLetters), 'imports dead letters'],
    [logicalId(stack, publishSnapshot.lambda.function), 'publish-snapshot'],
    [logicalId(stack, checkIntegrity.lambda.function), 'check-integrity'],
    ...[recordVotes.lambda, importExport.lambda, publishSnapshot.lambda, checkIntegrity.lambda].map(
      (fn) => [logicalId(stack, fn.node.findChild('Logs')), 'own logs'] as const,
    ),
  ]);
}

/** The service through which a key may be used, if a condition limits the use to one service. */
function throughOf({ Condition }: { Condition?: Conditions }, names: Map<string, string>): string {
  const via = Condition?.StringEquals?.['kms:ViaService'];
  return via === undefined ? '' : ` through ${readable(via, names).split('.')[0]}`;
}

interface Conditions {
  readonly StringEquals?: Readonly<Record<string, unknown>>;
}

/** Converts `{ "Fn::GetAtt": [id, "Arn"] }`, a `Ref` or a join of them to the readable name of the resource. */
export function readable(target: unknown, names: Map<string, string>): string {
  if (typeof target === 'string') return target;
  const reference = target as {
    Ref?: string;
    'Fn::GetAtt'?: [string, string];
    'Fn::Join'?: [string, unknown[]];
  };
  const join = reference['Fn::Join'];
  if (join) return join[1].map((part) => readable(part, names)).join(join[0]);
  const id = reference.Ref ?? reference['Fn::GetAtt']?.[0] ?? JSON.stringify(target);
  return names.get(id) ?? id;
}

/** Whether IAM allows the action: a statement allows it, and no statement denies it. */
export function may(all: Grant[], role: string, action: string, resource: string): boolean {
  const applies = all.filter(
    (grant) => grant.role === role && matches(grant.action, action) && matches(grant.resource, resource),
  );
  return applies.some(({ effect }) => effect === 'Allow') && !applies.some(({ effect }) => effect === 'Deny');
}

/** IAM patterns, in which `*` matches any characters, and `?` one. */
export function matches(pattern: string, text: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text);
}
