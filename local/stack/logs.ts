import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';

export type Log = (line: string) => void;

export interface FunctionLogs {
  directory: string;
  /** A log for one function: every line goes to its file and, prefixed with its name, to the common log. */
  of(functionName: string): Log;
  close(): Promise<void>;
}

/** Logical ids end in a hash of eight hexadecimal digits that tells a reader nothing. */
const readable = (functionName: string): string => functionName.replace(/[0-9A-F]{8}$/, '');

/** Opens `<function>.log` files, emptied at every start, in a folder that is made when it is missing. */
export function openLogs(directory: string, log: Log): FunctionLogs {
  mkdirSync(directory, { recursive: true });
  const files = new Map<string, ReturnType<typeof createWriteStream>>();
  return {
    directory,
    of(functionName) {
      const name = readable(functionName);
      const file = files.get(name) ?? createWriteStream(join(directory, `${name}.log`));
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
