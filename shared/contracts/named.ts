import * as z from 'zod';
import { quote } from '../lib/index.ts';
import { identifier } from './identifier.ts';

/**
 * An object with names from outside as its keys. Each key is read as an {@link identifier}. Two spellings of one name
 * in the same object are an error, because otherwise one would silently overwrite the other.
 */
export const named = <T extends z.ZodType>(value: T) =>
  z.record(z.string(), value).transform((entries, context) => {
    const read = new Map<string, { key: string; content: z.output<T> }>();
    for (const [key, content] of Object.entries(entries)) {
      const name = identifier.safeParse(key);
      const refuse = (message: string) => context.addIssue({ code: 'custom', path: [key], message });
      if (!name.success) {
        refuse(`the name ${firstMessage(name.error)}`);
        continue;
      }
      const known = read.get(name.data);
      if (known) refuse(`the name appears twice, also as ${quote(known.key)}; keep one of them`);
      else read.set(name.data, { key, content: content as z.output<T> });
    }
    return Object.fromEntries(Array.from(read, ([name, { content }]) => [name, content])) as Record<
      string,
      z.output<T>
    >;
  });

const firstMessage = (error: z.ZodError): string => error.issues[0]?.message ?? 'is not valid';
