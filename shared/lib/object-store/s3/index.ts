export { atAnyEndpoint, s3Client } from './client.ts';
export { s3ObjectStore } from './s3-object-store.ts';
