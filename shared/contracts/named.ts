import * as z from 'zod';
import { identifier } from './identifier.ts';

/**
 * An object whose keys are names from outside: each key is read as an {@link identifier}, and two spellings of
 * one name in the same object are an error, not a silent overwrite.
 */
export const named = <T extends z.ZodType>(value: T) =>
  z.record(z.string(), value).transform((entries, context) => {
    const read = new Map<string, z.output<T>>();
    for (const [key, content] of Object.entries(entries)) {
      const name = identifier.safeParse(key);
      if (!name.success)
        context.addIssue({ code: 'custom', path: [key], message: `the name ${firstMessage(name.error)}` });
      else if (read.has(name.data))
        context.addIssue({ code: 'custom', path: [key], message: 'the name appears twice' });
      else read.set(name.data, content as z.output<T>);
    }
    return Object.fromEntries(read) as Record<string, z.output<T>>;
  });

const firstMessage = (error: z.ZodError): string => error.issues[0]?.message ?? 'is not valid';
