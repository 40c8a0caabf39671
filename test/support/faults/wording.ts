import type { Call, Service } from './call.ts';

/**
 * What can go wrong between a function and a service:
 * `failBefore` the call never arrives, and its connection breaks or a 500 comes back;
 * `failAfter` the call takes effect, and the same is seen;
 * `garbage` the call takes effect, and its answer cannot be read;
 * `conflict` another request holds what is written;
 * `throttle` too many requests;
 * `stall` an answer that takes long.
 */
export const FAULTS = ['failBefore', 'failAfter', 'garbage', 'conflict', 'throttle', 'stall'] as const;
export type Fault = (typeof FAULTS)[number];

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** The connection breaks in the midst of the body. */
  readonly cut?: boolean;
}

const NAMESPACES: Readonly<Record<Service, string>> = {
  dynamodb: 'com.amazonaws.dynamodb.v20120810#',
  sqs: 'com.amazonaws.sqs#',
  secretsmanager: '',
  s3: '',
};

function refusal(
  { service }: Call,
  status: number,
  type: string,
  message: string,
  more: object = {},
): Answer {
  if (service === 's3') {
    const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${type}</Code><Message>${message}</Message></Error>`;
    return { status, headers: { 'content-type': 'application/xml' }, body: Buffer.from(xml) };
  }
  const body = { __type: NAMESPACES[service] + type, message, Message: message, ...more };
  return json(status, body);
}

const json = (status: number, body: object): Answer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: Buffer.from(JSON.stringify(body)),
});

/** An error of the service itself. */
export const serverError = (call: Call): Answer =>
  refusal(
    call,
    500,
    call.service === 's3' ? 'InternalError' : 'InternalServerError',
    'Internal server error',
  );

/** How the service words a conflict; undefined where the call cannot meet one. */
export function conflict(call: Call, random: () => number): Answer | undefined {
  const words = 'Transaction is ongoing for the item';
  if (call.service === 's3' && call.conditional)
    return refusal(
      call,
      409,
      'ConditionalRequestConflict',
      'A conflicting conditional operation is under way',
    );
  if (call.service !== 'dynamodb') return undefined;
  if (call.operation === 'TransactWriteItems') return cancelled(call, 'TransactionConflict', words, random);
  const single = ['PutItem', 'UpdateItem', 'DeleteItem'].includes(call.operation);
  return single ? refusal(call, 400, 'TransactionConflictException', words) : undefined;
}

/** How the service asks for less, in one of its ways: refusing all, one action, or all parts of a batch. */
export function throttled(call: Call, random: () => number): Answer {
  const words = 'Rate exceeded';
  const kind = random();
  if (call.service === 's3') return refusal(call, 503, 'SlowDown', 'Please reduce your request rate.');
  if (call.service === 'secretsmanager') return refusal(call, 400, 'ThrottlingException', words);
  if (call.service === 'sqs') {
    if (kind < 1 / 2) return refusal(call, 400, 'RequestThrottled', words);
    const { Entries = [] } = JSON.parse(call.text) as { Entries?: { Id: string }[] };
    const Failed = Entries.map(({ Id }) => ({ Id, Code: 'RequestThrottled', SenderFault: false }));
    return Failed.length > 0
      ? json(200, { Successful: [], Failed })
      : refusal(call, 400, 'RequestThrottled', words);
  }
  if (kind < 1 / 3 && call.operation === 'TransactWriteItems')
    return cancelled(call, 'ThrottlingError', words, random);
  if (kind < 1 / 3 && call.operation === 'BatchGetItem') {
    const { RequestItems } = JSON.parse(call.text) as { RequestItems: object };
    return json(200, { Responses: {}, UnprocessedKeys: RequestItems });
  }
  const type = kind < 2 / 3 ? 'ThrottlingException' : 'ProvisionedThroughputExceededException';
  return refusal(call, 400, type, words);
}

/** A cancelled transaction: every action has its reason, in order, and one of them has this one. */
function cancelled(call: Call, code: string, message: string, random: () => number): Answer {
  const size = (JSON.parse(call.text) as { TransactItems: unknown[] }).TransactItems.length;
  const at = Math.floor(random() * size);
  const CancellationReasons = Array.from({ length: size }, (_, index) =>
    index === at ? { Code: code, Message: message } : { Code: 'None' },
  );
  const codes = CancellationReasons.map(({ Code }) => Code).join(', ');
  const summary = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return refusal(call, 400, 'TransactionCanceledException', summary, { CancellationReasons });
}

const NONSENSE: Answer = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: Buffer.from('<html><body>It works!'),
};

/**
 * The answer, made unreadable: half of it, or a page of something else where there is nothing to halve. An object
 * breaks off instead: its length and checksum stand before it, so that another one would not be taken for it.
 */
export function garbled({ operation }: Call, answer: Answer): Answer {
  const body = answer.body.subarray(0, answer.body.length / 2);
  if (answer.status < 300 && operation === 'GetObject') return { ...answer, body, cut: true };
  if (answer.status >= 300 || answer.body.length <= 2) return NONSENSE;
  return { status: answer.status, headers: { 'content-type': answer.headers['content-type'] }, body };
}
