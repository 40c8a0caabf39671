import { OwnError } from './own-error.ts';

/** The parts of an error that may be logged. */
export interface ErrorFacts {
  readonly [fact: string]: string | number;
  /** The error's class. */
  readonly error: string;
}

/** A class, a code or a request id. Other texts could come from outside. */
const PLAIN_WORD = /^[A-Za-z0-9][\w.$=+/-]{0,99}$/;
const MAX_FRAMES = 10;
const MAX_REASON_LENGTH = 500;

/** One line of a stack as V8 writes it, with a place in a file. */
const FRAME =
  /^ {4}at (?:async )?(?:[\w.$<>#[\] ]{1,120} \()?(?:file:\/\/|node:|\/|[A-Z]:\\)[^\s()]{1,300}:\d+:\d+\)?$/;

/** Words that help an operator. They are logged if the message of a library contains them. */
const TELLING_WORDS = [
  'KMS',
  'not authorized',
  'security token',
  'expired',
  'does not exist',
  'Rate exceeded',
  'timed out',
  'heap',
];

/**
 * Describes an error for a log without the message of a library. The facts are class, code, HTTP status and request
 * id of AWS, stack frames, and the class of its cause. The message of an {@link OwnError} is its reason.
 */
export function errorFacts(thrown: unknown): ErrorFacts {
  if (!(thrown instanceof Error)) return { error: typeof thrown };
  const { $metadata, code } = thrown as { $metadata?: Record<string, unknown>; code?: unknown };
  const facts: Record<string, unknown> = {
    code: plainWord(code),
    status: $metadata?.httpStatusCode,
    requestId: plainWord($metadata?.requestId),
    reason: thrown instanceof OwnError ? thrown.message.slice(0, MAX_REASON_LENGTH) : undefined,
    about: tellingWords(thrown),
    cause: thrown.cause instanceof Error ? className(thrown.cause) : undefined,
    stack: framesOf(thrown),
  };
  const known = Object.entries(facts).filter(
    (fact): fact is [string, string | number] =>
      (typeof fact[1] === 'string' && fact[1] !== '') || typeof fact[1] === 'number',
  );
  return { error: className(thrown), ...Object.fromEntries(known) };
}

/** Describes an error in one line for a terminal or a message: the class, and the code if there is one. */
export function errorLabel(thrown: unknown): string {
  const { error, code } = errorFacts(thrown);
  return code === undefined ? error : `${error}, ${code}`;
}

const plainWord = (value: unknown): string | undefined =>
  typeof value === 'string' && PLAIN_WORD.test(value) ? value : undefined;

const className = ({ name }: Error): string => plainWord(name) ?? 'Error';

function tellingWords(error: Error): string | undefined {
  if (error instanceof OwnError || typeof error.message !== 'string') return undefined;
  return TELLING_WORDS.filter((word) => error.message.includes(word)).join(', ');
}

/** The stack without its beginning, which repeats the message. */
function framesOf({ stack, message }: Error): string {
  if (typeof stack !== 'string') return '';
  const at = stack.indexOf(message);
  const frames = at === -1 ? stack : stack.slice(at + message.length);
  return frames
    .split('\n')
    .filter((line) => FRAME.test(line))
    .slice(0, MAX_FRAMES)
    .join('\n');
}
