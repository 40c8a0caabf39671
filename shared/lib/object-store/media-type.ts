const MEDIA_TYPES: ReadonlyMap<string, string> = new Map([
  ['json', 'application/json; charset=utf-8'],
  ['csv', 'text/csv; charset=utf-8; header=present'],
  ['html', 'text/html; charset=utf-8'],
  ['jsonl', 'application/x-ndjson; charset=utf-8'],
  // The compressed bytes are the file in the manifest, so HTTP clients must not decompress them in transit.
  ['gz', 'application/gzip'],
]);

/** The media type of a published file, from its extension. */
export const mediaTypeOf = (name: string): string =>
  MEDIA_TYPES.get(name.slice(name.lastIndexOf('.') + 1)) ?? 'application/octet-stream';
