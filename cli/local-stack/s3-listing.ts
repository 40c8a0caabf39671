/** The parameters of a ListObjectsV2 request. */
export interface ListingQuery {
  prefix: string;
  delimiter: string;
  /** Only keys after this key are listed, in the order of code points. */
  after: string;
  maxKeys: number;
}

export function listingQuery(query: URLSearchParams): ListingQuery {
  const token = query.get('continuation-token');
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    after: token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64').toString(),
    maxKeys: Math.min(Number(query.get('max-keys') ?? 1000), 1000),
  };
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');

interface Entry {
  key: string;
  xml: string;
}

const order = (a: Entry, b: Entry): number => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key));
const isAfter = (text: string, mark: string): boolean =>
  Buffer.compare(Buffer.from(text), Buffer.from(mark)) > 0;

/** The objects of a listing in the emulator's XML, in the order of S3: by the UTF-8 bytes of the keys. */
function parseEntries(xml: string): Entry[] {
  const blocks = xml.match(/<Contents>[\s\S]*?<\/Contents>/g) ?? [];
  const entries = blocks.map((block) => ({
    key: unescaped(/<Key>([\s\S]*?)<\/Key>/.exec(block)?.[1] ?? ''),
    xml: block,
  }));
  return entries.toSorted(order);
}

/** Merges keys with the same part before the delimiter into one entry with that part as its name. */
function grouped(entries: Entry[], { prefix, delimiter }: ListingQuery): Entry[] {
  if (!delimiter) return entries;
  const groups = new Map<string, Entry>();
  for (const entry of entries) {
    const at = entry.key.indexOf(delimiter, prefix.length);
    const common = entry.key.slice(0, at + delimiter.length);
    const xml = `<CommonPrefixes><Prefix>${escaped(common)}</Prefix></CommonPrefixes>`;
    const one = at < 0 ? entry : { key: common, xml };
    if (!groups.has(one.key)) groups.set(one.key, one);
  }
  return [...groups.values()];
}

/**
 * One page of a listing, built from the emulator's listing of all keys under the prefix. The emulator's own paging
 * mixes two orders, and therefore loses keys between pages.
 */
export function listingPage(bucket: string, all: string, query: ListingQuery): string {
  const { prefix, delimiter, after, maxKeys } = query;
  const left = grouped(parseEntries(all), query).filter(({ key }) => isAfter(key, after));
  const page = left.slice(0, maxKeys);
  const last = left.length > page.length ? page.at(-1)?.key : undefined;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
    `<Name>${escaped(bucket)}</Name><Prefix>${escaped(prefix)}</Prefix><KeyCount>${page.length}</KeyCount>`,
    `<MaxKeys>${maxKeys}</MaxKeys><IsTruncated>${last !== undefined}</IsTruncated>`,
    ...(last === undefined
      ? []
      : [`<NextContinuationToken>${Buffer.from(last).toString('base64')}</NextContinuationToken>`]),
    ...(delimiter ? [`<Delimiter>${escaped(delimiter)}</Delimiter>`] : []),
    ...page.map(({ xml }) => xml),
    '</ListBucketResult>',
  ].join('\n');
}
