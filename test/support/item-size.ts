import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/**
 * Size of a DynamoDB item in bytes, by the rules of AWS. Names and strings count in UTF-8. A number takes one byte,
 * and one for each two significant digits. A boolean takes one byte. A list takes three bytes, and one for each element.
 */
export const itemSize = (item: Record<string, AttributeValue>): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0);

function valueSize({ S, N, L, SS, BOOL }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined)
    return 1 + Math.ceil(N.replace(/^-|^0+|\.|0+$/g, '').length / 2) + (N.startsWith('-') ? 1 : 0);
  if (BOOL !== undefined) return 1;
  if (SS !== undefined) return SS.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (L !== undefined) return 3 + L.reduce((sum, value) => sum + 1 + valueSize(value), 0);
  throw new Error('this type does not occur in items of Primum');
}
