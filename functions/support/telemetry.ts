import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { errorFacts, type Metric, OwnError } from '../../shared/lib/index.ts';
import { AccessRefused } from '../../shared/lib/object-store/index.ts';

/** Facts in a log line. They never include a clinician, not even as a pseudonym. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** The reports of a function about its work. */
export interface Telemetry {
  count(metric: Metric, by?: number): void;
  /** Counts a scheduled run as 1 if it did all of its work, and else as 0, so that a missing value means no run. */
  countRun(metric: Metric, isComplete: boolean): void;
  /** Counts rejects, also by reason. */
  countRejects(reason: string, by: number): void;
  info(message: string, facts?: Facts): void;
  warn(message: string, facts?: Facts, error?: unknown): void;
  /** Also counts a request that S3 refused. */
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

const REFUSED: Metric = 'AccessRefused';

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
    countRun: (metric, isComplete) => {
      metrics.addMetric(metric, MetricUnit.Count, isComplete ? 1 : 0);
    },
    countRejects: (reason, by) => {
      metrics.addMetric('Rejects', MetricUnit.Count, by);
      metrics.singleMetric().addDimension('reason', reason).addMetric('Rejects', MetricUnit.Count, by);
    },
    info: (message, facts = {}) => logger.info(message, facts),
    warn: (message, facts = {}, error = undefined) => logger.warn(message, withError(facts, error)),
    error: (message, facts = {}, error = undefined) => {
      if (error instanceof AccessRefused) metrics.addMetric(REFUSED, MetricUnit.Count, 1);
      logger.error(message, withError(facts, error));
    },
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
