import type { IntegrityCheck } from '../../shared/contracts/index.ts';
import { type CheckIntegrityServices, checkStudies } from './check-studies.ts';

/** Time reserved for the groups that are being read: a fifth of the time. */
const reserveOf = (left: number): number => left / 5;

/**
 * Checks all studies, for as long as the function has time.
 * @param left milliseconds until Lambda ends the function
 */
export async function handleSchedule(
  _event: unknown,
  services: CheckIntegrityServices,
  left: () => number,
): Promise<readonly IntegrityCheck[]> {
  const reserve = reserveOf(left());
  return checkStudies(services, () => left() > reserve);
}
