import { studyName } from '../../contracts/index.ts';

/** A source that lists the keys of the exports bucket. */
export interface Listing {
  list(prefix: string): AsyncIterable<string>;
}

/** The studies that have a protocol, valid or not. */
export async function registeredStudies(exports: Listing): Promise<string[]> {
  const studies: string[] = [];
  for await (const key of exports.list('protocols/')) {
    const name = /^protocols\/(.+)\.json$/.exec(key)?.[1];
    if (studyName.safeParse(name).success) studies.push(name!);
  }
  return studies;
}
