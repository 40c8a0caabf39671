import { OwnError } from '../../shared/lib/index.ts';
import type { ScheduleDescription } from './description.ts';

const SECONDS = new Map([
  ['minute', 60],
  ['hour', 3600],
  ['day', 86_400],
]);

/**
 * The seconds in an expression such as `rate(15 minutes)`.
 * @throws Error that names the resource for any other expression, because the local stack has no calendar
 */
export function rateSeconds(expression: string, owner: string): number {
  const match = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  const seconds = SECONDS.get(match?.[2] ?? '');
  if (!match || seconds === undefined) {
    throw new OwnError(
      `The local stack supports only rate(…) schedules, and the template's ${owner} has ${expression}.`,
    );
  }
  return Number(match[1]) * seconds;
}

/** Fires each schedule after every interval. A failure is logged and does not affect the next firing. */
export function startSchedules(
  schedules: ScheduleDescription[],
  invoke: (functionArn: string, input: unknown) => Promise<unknown>,
  log: (line: string) => void,
): { stop(): void } {
  const timers = schedules.map(({ logicalId, everySeconds, targetArn, input }) =>
    setInterval(() => {
      invoke(targetArn, input).catch((error: unknown) =>
        log(`schedule ${logicalId}: ${error instanceof Error ? error.message : String(error)}`),
      );
    }, everySeconds * 1000),
  );
  return { stop: () => timers.forEach(clearInterval) };
}
