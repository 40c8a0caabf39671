export { type Bucket, putOnce, type ReadableBucket, type StoredObject, swap, update } from './bucket.ts';
export { directoryBucket } from './directory-bucket.ts';
export { mediaTypeOf } from './media-type.ts';
