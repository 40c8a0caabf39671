import { INDEX, PUBLIC, PUBLIC_INDEX, SNAPSHOTS } from '../../contracts/index.ts';
import type { ObjectWriter } from '../../lib/object-store/index.ts';

/** The objects of the public editions, under the keys of the internal ones: `snapshots/…` stands for `public/…`. */
export function publicObjects(objects: ObjectWriter): ObjectWriter {
  return {
    get: (key) => objects.get(publicKey(key)),
    put: (key, body, seen) => objects.put(publicKey(key), body, seen),
    async *list(prefix) {
      for await (const key of objects.list(publicKey(prefix))) yield SNAPSHOTS + key.slice(PUBLIC.length);
    },
    folders: (prefix) => objects.folders(publicKey(prefix)),
  };
}

/** The key of a public object. @throws if the key is not one of an edition */
function publicKey(key: string): string {
  if (key === INDEX) return PUBLIC_INDEX;
  if (!key.startsWith(SNAPSHOTS)) throw new Error(`${key} has no public counterpart`);
  return PUBLIC + key.slice(SNAPSHOTS.length);
}
