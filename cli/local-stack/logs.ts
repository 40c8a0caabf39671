import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';

export type Log = (line: string) => void;

export interface FunctionLogs {
  directory: string;
  /**
   * A log for one function. Each line is written to its file, and to the common log with the function's name as
   * prefix.
   */
  of(functionName: string): Log;
  close(): Promise<void>;
}

/** Logical ids end in a hash of eight hexadecimal digits, which has no meaning for a reader. */
const readable = (functionName: string): string => functionName.replace(/[0-9A-F]{8}$/, '');

/** Opens the `<function>.log` files in a folder, which is created if it is missing. Each start empties the files. */
export function openLogs(directory: string, log: Log): FunctionLogs {
  mkdirSync(directory, { recursive: true });
  const files = new Map<string, ReturnType<typeof createWriteStream>>();
  // Without a listener, a full disk would end the stack.
  const opened = (name: string) =>
    createWriteStream(join(directory, `${name}.log`)).on('error', ({ code }: NodeJS.ErrnoException) =>
      log(`${name}: its log in ${directory} cannot be written (${code})`),
    );
  return {
    directory,
    of(functionName) {
      const name = readable(functionName);
      const file = files.get(name) ?? opened(name);
      files.set(name, file);
      return (line) => {
        if (!file.writableEnded) file.write(`${line}\n`);
        log(`${name}: ${line}`);
      };
    },
    close: async () => {
      await Promise.all(
        [...files.values()].map((file) => new Promise<void>((resolve) => file.end(() => resolve()))),
      );
    },
  };
}
