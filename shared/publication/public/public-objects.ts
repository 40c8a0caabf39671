import type { ObjectWriter } from '../../lib/object-store/index.ts';
import { INDEX, PUBLIC, STUDIES } from '../keys.ts';

/** The objects of the public editions, under the keys of the internal ones: `snapshots/…` stands for `public/…`. */
export function publicObjects(objects: ObjectWriter): ObjectWriter {
  return {
    get: (key) => objects.get(publicKey(key)),
    put: (key, body, seen) => objects.put(publicKey(key), body, seen),
    async *list(prefix) {
      for await (const key of objects.list(publicKey(prefix))) yield STUDIES + key.slice(PUBLIC.length);
    },
    folders: (prefix) => objects.folders(publicKey(prefix)),
  };
}

/** The key of a public object. @throws if the key is not one of an edition */
export function publicKey(key: string): string {
  if (key === INDEX) return PUBLIC + INDEX;
  if (!key.startsWith(STUDIES)) throw new Error(`${key} has no public counterpart`);
  return PUBLIC + key.slice(STUDIES.length);
}
