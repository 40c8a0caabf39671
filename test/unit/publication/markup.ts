/** An element in HTML source. */
export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/**
 * All tags of a page, without its style and final script. Text and attribute values must be escaped: any other `<` is
 * an error.
 */
export function tagsOf(html: string): Tag[] {
  return markupOf(html)
    .replace(/^<!doctype html>/, '')
    .split('<')
    .slice(1)
    .map(readTag);
}

/** A page without its style and final script. */
export const markupOf = (html: string): string =>
  html.replace(/<style>[^<]*<\/style>/, '').replace(/<script>[\s\S]*?<\/script>\s*(?=<\/body>)/, '');

function readTag(source: string): Tag {
  const tag = /^\/?([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z][a-zA-Z0-9:-]*(?:="[^"]*")?)*)\s*\/?>/.exec(source);
  if (!tag) throw new Error(`not a tag: <${source.slice(0, 80)}`);
  const attributes = [...tag[2]!.matchAll(/([a-zA-Z][a-zA-Z0-9:-]*)(?:="([^"]*)")?/g)];
  return {
    name: tag[1]!.toLowerCase(),
    attributes: new Map(attributes.map(([, key, value]) => [key!, value ?? ''])),
  };
}
