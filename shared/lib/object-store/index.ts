export { putOnce, swap, update } from './conditional-writes.ts';
export { directoryObjectStore } from './directory-object-store.ts';
export { mediaTypeOf } from './media-type.ts';
export {
  AccessRefused,
  type FoundObject,
  type LargeObjects,
  type ObjectReader,
  ObjectReplaced,
  type ObjectStore,
  type ObjectWriter,
  type StoredObject,
} from './object-store.ts';
