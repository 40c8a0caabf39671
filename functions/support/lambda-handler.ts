import type { Context } from 'aws-lambda';
import { lazy } from './lazy.ts';
import { lambdaTelemetry, type Telemetry } from './telemetry.ts';

/**
 * A function of Lambda. Its services are built once, at the first event of a container. If that fails, the next event
 * tries again. Each event is then handled with them.
 *
 * @param buildServices connects to AWS and reads settings
 * @param handle processes one event. It gets the milliseconds until Lambda ends the function.
 */
export function lambdaHandler<Event, Services, Result>(
  buildServices: (telemetry: Telemetry) => Promise<Services>,
  handle: (event: Event, services: Services, left: () => number) => Promise<Result>,
): (event: Event, context: Context) => Promise<Result> {
  const telemetry = lambdaTelemetry();
  const services = lazy(() => buildServices(telemetry));
  return async (event, context) => {
    telemetry.begin(context);
    try {
      return await handle(event, await services(), () => context.getRemainingTimeInMillis());
    } catch (error) {
      throw telemetry.failure(error);
    } finally {
      telemetry.flush();
    }
  };
}
