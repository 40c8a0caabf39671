import { studyName } from '../../shared/contracts/identifier.ts';
import type { ReadableBucket } from '../../shared/snapshot/bucket.ts';

/** The studies that have a protocol, valid or not. */
export async function registeredStudies(exports: Pick<ReadableBucket, 'list'>): Promise<string[]> {
  const studies: string[] = [];
  for await (const key of exports.list('protocols/')) {
    const name = /^protocols\/(.+)\.json$/.exec(key)?.[1];
    if (studyName.safeParse(name).success) studies.push(name!);
  }
  return studies;
}
