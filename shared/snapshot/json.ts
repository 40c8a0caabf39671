import type * as z from 'zod';

/**
 * A value as a published JSON file: checked against its schema, its fields in the schema's order, one to a line,
 * ending in a newline. Equal values give equal bytes.
 * @throws where the value does not fit its schema
 */
export const encodeJson = <T extends z.ZodType>(schema: T, value: z.input<T>): Uint8Array =>
  encodeText(`${JSON.stringify(schema.parse(value), null, 1)}\n`);

/** A published JSON file as a value; throws where it is not JSON or does not fit its schema. */
export const decodeJson = <T extends z.ZodType>(schema: T, body: Uint8Array): z.output<T> =>
  schema.parse(JSON.parse(new TextDecoder().decode(body)));

export const encodeText = (text: string): Uint8Array => new TextEncoder().encode(text);
