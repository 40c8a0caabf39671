import type { Progress } from '../../../../shared/imports/index.ts';
import type { ByteSource } from '../../../../shared/lib/index.ts';
import { count } from '../../../command-line/terminal.ts';

/** A source that counts the bytes read from it. */
export interface CountedSource extends ByteSource {
  /** An estimate of the part that was read, from 0 to 1. The beginning of a source is read more than once. */
  share(): number;
  /** Starts to count again, because the file is read again. */
  restart(): void;
}

export function countBytesRead(source: ByteSource): CountedSource {
  let bytes = 0;
  return {
    size: source.size,
    async *read(start, end) {
      for await (const chunk of source.read(start, end)) {
        bytes += chunk.length;
        yield chunk;
      }
    },
    restart: () => {
      bytes = 0;
    },
    share: () => (source.size === 0 ? 1 : Math.min(1, bytes / source.size)),
  };
}

/**
 * Formats the progress of reading a file, for example
 * `records, 61,000 a second, 12 rejected, 34 % of the file, 11 s left`.
 * @param share the part of the file that was read
 * @param seconds time since the start
 */
export function progressNote({ records, rejected }: Progress, share: number, seconds: number): string {
  const left = Math.ceil((seconds / share) * (1 - share));
  return [
    'records',
    `${count(Math.round(records / Math.max(seconds, 0.001)))} a second`,
    `${count(rejected)} rejected`,
    `${Math.floor(100 * share)} % of the file`,
    ...(share > 0 && share < 1 ? [`${count(left)} s left`] : []),
  ].join(', ');
}
