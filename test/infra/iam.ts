import type { PrimumStack } from '../../infra/primum-stack.ts';
import { resources } from './stack-under-test.ts';
import { list, matches, policiesIn, readable, readableNames } from './statements.ts';

/** A request to AWS, with the readable name of its resource, as in `exports/exports/a-study/votes.csv`. */
export interface Request {
  readonly action: string;
  readonly resource: string;
  /** The values that the request has for keys of conditions, as `s3:prefix`. */
  readonly context?: Readonly<Record<string, string>>;
}

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | string[];
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The operators of conditions in the template: whether a value of the request fulfils one of the wanted values. */
const OPERATORS: Readonly<Record<string, (value: string | undefined, wanted: string) => boolean>> = {
  StringEquals: (value, wanted) => value === wanted,
  StringLike: (value, wanted) => value !== undefined && matches(wanted, value),
  ArnEquals: (value, wanted) => value !== undefined && matches(wanted, value),
  ArnLike: (value, wanted) => value !== undefined && matches(wanted, value),
  Bool: (value, wanted) => value === wanted,
  Null: (value, wanted) => (value === undefined) === (wanted === 'true'),
};

/**
 * Evaluates the policies of a stack as IAM does: a request is allowed if a statement allows it, and no statement denies it.
 *
 * @returns whether a principal may make a request. The principal is the logical id of a role or managed policy.
 * @throws if a statement uses an operator of conditions that this evaluator does not know
 */
export function iamOf(stack: PrimumStack): (principal: string, request: Request) => boolean {
  const names = readableNames(stack);
  const statements = [...resources(stack)].flatMap(([id, resource]) => policiesIn(id, resource));
  return (principal, request) => {
    const applying = statements
      .filter(({ roles, statement }) => roles.includes(principal) && applies(statement, request, names))
      .map(({ statement }) => statement.Effect);
    return applying.includes('Allow') && !applying.includes('Deny');
  };
}

/** Whether a statement applies to a request. */
export function applies(statement: Statement, request: Request, names: Map<string, string>): boolean {
  const { Action = [], Resource, NotResource, Condition = {} } = statement;
  const covers = (targets: unknown) =>
    list(targets).some((target) => matches(readable(target, names), request.resource));
  return (
    list(Action).some((pattern) => matches(pattern, request.action)) &&
    (NotResource === undefined ? covers(Resource) : !covers(NotResource)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => {
        const holds = OPERATORS[operator];
        if (!holds) throw new Error(`${operator} is not evaluated`);
        const value = request.context?.[key];
        return list(wanted).some((one) => holds(value, readable(one, names)));
      }),
    )
  );
}
