const MEDIA_TYPES: ReadonlyMap<string, string> = new Map([
  ['json', 'application/json; charset=utf-8'],
  ['csv', 'text/csv; charset=utf-8; header=present'],
  ['html', 'text/html; charset=utf-8'],
]);

/** The media type of a published file, by the ending of its name. */
export const mediaTypeOf = (name: string): string =>
  MEDIA_TYPES.get(name.slice(name.lastIndexOf('.') + 1)) ?? 'application/octet-stream';
