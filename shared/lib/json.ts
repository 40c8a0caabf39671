import type * as z from 'zod';

/**
 * Encodes a value as a published JSON file. The value is checked against its schema. Fields have the order of the
 * schema, one per line, and the file ends in a newline. Equal values give equal bytes.
 * @throws if the value does not fit its schema
 */
export const encodeJson = <T extends z.ZodType>(schema: T, value: z.input<T>): Uint8Array =>
  encodeText(`${JSON.stringify(schema.parse(value), null, 1)}\n`);

/**
 * Decodes a published JSON file.
 * @throws if the file is not JSON or does not fit its schema
 */
export const decodeJson = <T extends z.ZodType>(schema: T, body: Uint8Array): z.output<T> =>
  schema.parse(JSON.parse(new TextDecoder().decode(body)));

export const encodeText = (text: string): Uint8Array => new TextEncoder().encode(text);
