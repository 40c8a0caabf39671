import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import type { Metric } from '../../shared/metrics.ts';

/** Facts beside a log line. Never a clinician, not even a pseudonym. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** What a function tells of its work. */
export interface Telemetry {
  count(metric: Metric, by?: number): void;
  /** Counts rejects, also by reason. */
  countRejects(reason: string, by: number): void;
  info(message: string, facts?: Facts): void;
  warn(message: string, facts?: Facts, error?: unknown): void;
  error(message: string, facts?: Facts, error?: unknown): void;
}

/** Logs as JSON lines and metrics in CloudWatch's embedded format; flushed once an invocation. */
export interface LambdaTelemetry extends Telemetry {
  begin(context: Context): void;
  flush(): void;
}

export function lambdaTelemetry(): LambdaTelemetry {
  const logger = new Logger();
  const metrics = new Metrics();
  const withError = (facts: Facts, error: unknown) => ({
    ...facts,
    ...(error === undefined ? {} : told(error)),
  });
  return {
    begin: (context) => logger.addContext(context),
    count: (metric, by = 1) => {
      if (by > 0) metrics.addMetric(metric, MetricUnit.Count, by);
    },
    countRejects: (reason, by) => {
      metrics.addMetric('Rejects', MetricUnit.Count, by);
      metrics.singleMetric().addDimension('reason', reason).addMetric('Rejects', MetricUnit.Count, by);
    },
    info: (message, facts = {}) => logger.info(message, facts),
    warn: (message, facts = {}, error = undefined) => logger.warn(message, withError(facts, error)),
    error: (message, facts = {}, error = undefined) => logger.error(message, withError(facts, error)),
    flush: () => {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}

/** Name, words and stack of an error, and nothing else that hangs on it: a refused write carries the item. */
function told(error: unknown): Facts {
  if (!(error instanceof Error)) return { error: typeof error };
  return { error: error.name, reason: error.message.slice(0, 500), stack: error.stack?.slice(0, 2000) ?? '' };
}
