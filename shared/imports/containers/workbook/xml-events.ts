import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';
import { damagedWorkbook } from './workbook-errors.ts';

/** Receives the elements of an XML text. Names are without their prefix. */
export interface XmlHandler {
  open(name: string, attributes: Attributes): void;
  text?(text: string): void;
  close?(name: string): void;
}

export type Attributes = Readonly<Record<string, string>>;

/** The longest text or list of attributes. A cell has at most 32,767 characters. */
export const MAX_TEXT_CHARACTERS = 2 ** 20;
/** Number of elements that contain each other. */
const MAX_DEPTH = 100;

/**
 * Parses XML as it arrives, and yields after each chunk. Memory is bounded, because no event may be long, and entities
 * cannot be declared.
 * @throws BrokenOff if the text is not well-formed or is cut off
 */
export async function* parsedXml(
  chunks: AsyncIterable<Uint8Array>,
  handler: XmlHandler,
): AsyncGenerator<void> {
  const parser = new SaxesParser({ xmlns: false as const, position: false });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let depth = 0;
  let sinceEvent = 0;
  parser.on('error', () => {
    throw damagedWorkbook('its XML is not well-formed');
  });
  parser.on('doctype', () => {
    throw damagedWorkbook('its XML declares a document type');
  });
  parser.on('opentag', ({ name, attributes }) => {
    sinceEvent = 0;
    depth += 1;
    if (depth > MAX_DEPTH) throw damagedWorkbook('its XML is too deep');
    handler.open(localName(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    sinceEvent = 0;
    depth -= 1;
    handler.close?.(localName(name));
  });
  const take = (text: string) => {
    sinceEvent = 0;
    handler.text?.(text);
  };
  parser.on('text', take);
  parser.on('cdata', take);
  for await (const chunk of chunks) {
    const text = decoded(decoder, chunk);
    sinceEvent += text.length;
    parser.write(text);
    if (sinceEvent > MAX_TEXT_CHARACTERS) throw damagedWorkbook('a text is too long');
    yield;
  }
  parser.write(decoded(decoder));
  parser.close();
  yield;
}

/** The value of an attribute, with or without a prefix. */
export function attributeOf(attributes: Attributes, name: string): string | undefined {
  if (Object.hasOwn(attributes, name)) return attributes[name];
  const prefixed = Object.keys(attributes).find((key) => localName(key) === name);
  return prefixed === undefined ? undefined : attributes[prefixed];
}

const localName = (name: string): string => {
  const colon = name.indexOf(':');
  return colon === -1 ? name : name.slice(colon + 1);
};

function decoded(decoder: TextDecoder, chunk?: Uint8Array): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch {
    throw damagedWorkbook('its XML is not UTF-8');
  }
}

/**
 * A text as its writer had it. `_x000D_` stands for a character that XML cannot contain. A half of a surrogate pair
 * stays as it is written.
 */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  const decoded = text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return decoded.isWellFormed() ? decoded : text;
}
