import { expect, test } from 'vitest';
import { UnreadableFile } from '../../../shared/imports/unreadable-file.ts';
import { SettingsRefused } from '../../../shared/ledger/settings.ts';
import { errorFacts, errorLabel } from '../../../shared/lib/error-facts.ts';

const NAME = 'Dr. Ann Who';

function thrownBy(action: () => unknown): Error {
  try {
    action();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

test.each([
  ['a pattern', () => new RegExp(`${NAME}(`)],
  ['a JSON text', () => JSON.parse(`{"clinician": ${NAME}}`)],
  ['an address', () => new URL(NAME)],
  ['a time', () => new Date(NAME).toISOString()],
  ['a language', () => new Intl.NumberFormat(NAME)],
  ['an encoded text', () => decodeURIComponent(`${NAME}%`)],
  ['an integer', () => BigInt(NAME)],
])('the message of an error about %s is not kept', (_, action) => {
  const facts = errorFacts(thrownBy(action));
  expect(JSON.stringify(facts)).not.toContain('Ann');
  expect(facts.error).toMatch(/^(SyntaxError|TypeError|RangeError|URIError)$/);
  expect(facts.stack).toContain('error-facts.test.ts');
});

test.each([
  ['of several lines', `${NAME}\n    at ${NAME} (/names/ann.ts:1:1)\nof ward 7`],
  ['that is empty', ''],
  ['of a megabyte', NAME.repeat(90_000)],
])('the stack of an error is kept without a message %s', (_, message) => {
  const { stack } = errorFacts(new TypeError(message));
  expect(stack).not.toContain('Ann');
  expect(stack).toMatch(/^ {4}at .*error-facts\.test\.ts:\d+:\d+\)?$/m);
});

test('an error of AWS keeps class, code, status and request id', () => {
  const error = Object.assign(new Error(`Supplied attribute ${NAME} is not valid`), {
    name: 'ValidationException',
    code: 'ValidationException',
    $metadata: { httpStatusCode: 400, requestId: 'ABC-123' },
  });
  expect(errorFacts(error)).toMatchObject({
    error: 'ValidationException',
    code: 'ValidationException',
    status: 400,
    requestId: 'ABC-123',
  });
  expect(JSON.stringify(errorFacts(error))).not.toContain('Ann');
});

test('a class, a code or a request id is not kept if it is a text from outside', () => {
  const error = Object.assign(new Error('x'), { name: NAME, code: NAME, $metadata: { requestId: NAME } });
  expect(JSON.stringify(errorFacts(error))).not.toContain('Ann');
  expect(errorLabel(error)).toBe('Error');
});

test('an error of Primum keeps its reason', () => {
  expect(errorFacts(new SettingsRefused('the criteria differ'))).toMatchObject({
    error: 'SettingsRefused',
    reason: 'the criteria differ',
  });
  expect(errorFacts(new UnreadableFile('it is empty'))).toMatchObject({ reason: 'it is empty' });
});

test('a cause is named by its class alone', () => {
  const facts = errorFacts(new SettingsRefused('no', { cause: new RangeError(NAME) }));
  expect(facts.cause).toBe('RangeError');
  expect(JSON.stringify(facts)).not.toContain('Ann');
});

test('known words that help an operator are kept from a message', () => {
  const error = new Error(`User ${NAME} is not authorized to perform kms:Decrypt; KMS refused`);
  expect(errorFacts(error)).toMatchObject({ about: 'KMS, not authorized' });
});

test('a thrown value that is not an error is named by its type', () => {
  expect(errorFacts(NAME)).toEqual({ error: 'string' });
});
