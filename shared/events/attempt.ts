import type { Fault } from '../contracts/index.ts';
import { errorLabel, OwnError } from '../lib/index.ts';

export type Attempted<T> = { readonly value: T } | { readonly fault: Fault };

/**
 * Does work that depends only on an event. An error in it is a defect of Primum, which every retry would meet
 * again. The event is therefore refused, so that its message or file does not wait for ever.
 *
 * Do not use this for work that depends on the deployment, such as reading a protocol, because a retry may succeed.
 * @throws OwnError, which is thrown on purpose
 */
export function attempt<T>(action: () => T): Attempted<T> {
  try {
    return { value: action() };
  } catch (error) {
    if (error instanceof OwnError) throw error;
    return { fault: defect(error) };
  }
}

const defect = (error: unknown): Fault => ({
  reason: 'unprocessable',
  field: '',
  message: `cannot be read because of a defect of Primum (${errorLabel(error)}). Keep the event and report it`,
});
