import type { Call, Service } from './call.ts';

/**
 * The faults between a function and a service:
 * - `failBefore`: the call has no effect, because it never arrives; its connection breaks or it gets an error 500
 * - `failAfter`: the call takes effect, with the same error as before
 * - `garbage`: the call takes effect, and its answer is unreadable
 * - `conflict`: another request holds the data
 * - `throttle`: there are too many requests
 * - `stall`: the answer takes long
 */
export const FAULTS = ['failBefore', 'failAfter', 'garbage', 'conflict', 'throttle', 'stall'] as const;
export type Fault = (typeof FAULTS)[number];

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** Whether the connection breaks in the middle of the body. */
  readonly cut?: boolean;
}

const NAMESPACES: Readonly<Record<Service, string>> = {
  dynamodb: 'com.amazonaws.dynamodb.v20120810#',
  sqs: 'com.amazonaws.sqs#',
  secretsmanager: '',
  s3: '',
};

/** The error of a service, and additional members of its body. */
interface ServiceError {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  readonly more?: object;
}

function refusal({ service }: Call, { status, type, message, more = {} }: ServiceError): Answer {
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

/** An internal error of the service. */
export const serverError = (call: Call): Answer =>
  refusal(call, {
    status: 500,
    type: call.service === 's3' ? 'InternalError' : 'InternalServerError',
    message: 'Internal server error',
  });

/** The service's answer to a conflict, or undefined if the call cannot have one. */
export function conflict(call: Call, random: () => number): Answer | undefined {
  const message = 'Transaction is ongoing for the item';
  if (call.service === 's3' && call.conditional)
    return refusal(call, {
      status: 409,
      type: 'ConditionalRequestConflict',
      message: 'A conflicting conditional operation is under way',
    });
  if (call.service !== 'dynamodb') return undefined;
  if (call.operation === 'TransactWriteItems') return cancelled(call, 'TransactionConflict', message, random);
  const single = ['PutItem', 'UpdateItem', 'DeleteItem'].includes(call.operation);
  return single ? refusal(call, { status: 400, type: 'TransactionConflictException', message }) : undefined;
}

/** One of the service's answers to too many requests: it refuses the request, one action, or all parts of a batch. */
export function throttled(call: Call, random: () => number): Answer {
  const message = 'Rate exceeded';
  const kind = random();
  if (call.service === 's3')
    return refusal(call, { status: 503, type: 'SlowDown', message: 'Please reduce your request rate.' });
  if (call.service === 'secretsmanager')
    return refusal(call, { status: 400, type: 'ThrottlingException', message });
  if (call.service === 'sqs') {
    if (kind < 1 / 2) return refusal(call, { status: 400, type: 'RequestThrottled', message });
    const { Entries = [] } = JSON.parse(call.text) as { Entries?: { Id: string }[] };
    const Failed = Entries.map(({ Id }) => ({ Id, Code: 'RequestThrottled', SenderFault: false }));
    return Failed.length > 0
      ? json(200, { Successful: [], Failed })
      : refusal(call, { status: 400, type: 'RequestThrottled', message });
  }
  if (kind < 1 / 3 && call.operation === 'TransactWriteItems')
    return cancelled(call, 'ThrottlingError', message, random);
  if (kind < 1 / 3 && call.operation === 'BatchGetItem') {
    const { RequestItems } = JSON.parse(call.text) as { RequestItems: object };
    return json(200, { Responses: {}, UnprocessedKeys: RequestItems });
  }
  const type = kind < 2 / 3 ? 'ThrottlingException' : 'ProvisionedThroughputExceededException';
  return refusal(call, { status: 400, type, message });
}

/** A cancelled transaction. It lists a reason for each action, and one action has the given reason. */
function cancelled(call: Call, code: string, message: string, random: () => number): Answer {
  const size = (JSON.parse(call.text) as { TransactItems: unknown[] }).TransactItems.length;
  const at = Math.floor(random() * size);
  const CancellationReasons = Array.from({ length: size }, (_, index) =>
    index === at ? { Code: code, Message: message } : { Code: 'None' },
  );
  const codes = CancellationReasons.map(({ Code }) => Code).join(', ');
  const summary = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return refusal(call, {
    status: 400,
    type: 'TransactionCanceledException',
    message: summary,
    more: { CancellationReasons },
  });
}

const NONSENSE: Answer = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: Buffer.from('<html><body>It works!'),
};

/**
 * Makes an answer unreadable: half of it, or another page if it is empty. An answer with an object breaks off
 * instead, because its length and checksum are sent before it.
 */
export function garbled({ operation }: Call, answer: Answer): Answer {
  const body = answer.body.subarray(0, answer.body.length / 2);
  if (answer.status < 300 && operation === 'GetObject') return { ...answer, body, cut: true };
  if (answer.status >= 300 || answer.body.length <= 2) return NONSENSE;
  return { status: answer.status, headers: { 'content-type': answer.headers['content-type'] }, body };
}
