import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { errorFacts, type Metric, OwnError } from '../../shared/lib/index.ts';

/** Facts in a log line. They never include a clinician, not even as a pseudonym. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** The reports of a function about its work. */
export interface Telemetry {
  count(metric: Metric, by?: number): void;
  /** Counts rejects, also by reason. */
  countRejects(reason: string, by: number): void;
  info(message: string, facts?: Facts): void;
  warn(message: string, facts?: Facts, error?: unknown): void;
  error(message: string, facts?: Facts, error?: unknown): void;
}

/** Logs JSON lines, and metrics in CloudWatch's embedded format. Flushed once per invocation. */
export interface LambdaTelemetry extends Telemetry {
  begin(context: Context): void;
  /**
   * Logs the error that ends an invocation.
   * @returns the error to throw in its place, because Lambda logs the message of a thrown error
   */
  failure(error: unknown): OwnError;
  flush(): void;
}

export function lambdaTelemetry(): LambdaTelemetry {
  const logger = new Logger();
  const metrics = new Metrics();
  const withError = (facts: Facts, error: unknown) => ({
    ...facts,
    ...(error === undefined ? {} : errorFacts(error)),
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
    failure: (error) => {
      if (error instanceof OwnError) return error;
      const facts = errorFacts(error);
      logger.error('the function failed', facts);
      return new OwnError(`failed: ${facts.error}`);
    },
    flush: () => {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}
