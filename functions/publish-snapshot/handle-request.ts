import * as z from 'zod';
import { studyName } from '../../shared/contracts/index.ts';
import { type PublishSnapshotServices, publishStudies, type StudyOutcome } from './publish-studies.ts';

/** A request for one study, or for all registered ones. Events of schedules have further fields. */
const request = z.looseObject({ study: studyName.optional() });

/** Publishes the study that the event names, or else all studies. */
export async function handleRequest(
  event: unknown,
  services: PublishSnapshotServices,
): Promise<Record<string, StudyOutcome>> {
  const { study } = request.parse(event ?? {});
  return publishStudies(study, services);
}
