import type { Fault } from '../contracts/reject.ts';
import { errorLabel } from '../error-facts.ts';
import { OwnError } from '../own-error.ts';

export type Attempted<T> = { readonly value: T } | { readonly fault: Fault };

/**
 * Does something that depends on an event alone. Whatever it throws is a defect of ours, which would be met again at
 * every further try: the event is refused, so that neither its message nor its file waits for ever.
 *
 * Work that depends on the deployment, such as reading a protocol, does not belong in here: another try may succeed.
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
