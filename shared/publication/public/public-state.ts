import * as z from 'zod';
import { decodeJson, encodeJson } from '../../lib/index.ts';
import type { ObjectReader } from '../../lib/object-store/index.ts';
import { publicStateKey } from '../keys.ts';
import type { NumberList } from './figures.ts';
import type { ShownFigures } from './suppression.ts';

const spellings = z.record(z.string(), z.array(z.string())).optional();

/**
 * `snapshots/<study>/public-state.json`: the facts from which the next public edition is decided. Only the internal side
 * reads it. It holds digests of the rows of clinicians, and no pseudonym.
 */
const publicState = z.object({
  schemaVersion: z.literal(1),
  study: z.string(),
  considered: z.string().describe('The last internal snapshot that was considered.'),
  internal: z.string().nullable().describe('SHA-256 of the internal manifest of the last public edition.'),
  erased: z.int().min(0).describe('Number of erased clinicians at the last public edition.'),
  pending: z
    .enum(['clinicians', 'release', 'closing', 'erasure'])
    .nullable()
    .describe('An edition that was decided, and is perhaps not published yet.'),
  closed: z
    .object({ at: z.string(), outcome: z.string() })
    .nullable()
    .describe('The closing that was handled, with its result for the operator.'),
  release: z
    .object({ id: z.string(), outcome: z.string() })
    .nullable()
    .describe('The last order to release that was handled, with its result for the operator.'),
  moved: z
    .array(z.string())
    .optional()
    .describe(
      'Figures that the decided edition shows anew. The last edition that readers see may have other values.',
    ),
  basis: z
    .string()
    .optional()
    .describe('The units and the form of the digests. Digests of two bases cannot be compared.'),
  aliases: z
    .object({ models: spellings, specialties: spellings })
    .optional()
    .describe('The aliases of the protocol under which the figures were counted.'),
  unsettled: z
    .array(z.string())
    .optional()
    .describe('Figures whose digests are those of a later time than the one at which they were shown.'),
  figures: z
    .record(z.string(), z.string())
    .describe('By figure: 16 bits per clinician, as the public editions last showed it, in Base64.'),
});

export type PublicState = z.output<typeof publicState>;

export const emptyState = (study: string): PublicState => ({
  ...{ schemaVersion: 1, study, considered: '', internal: null, erased: 0, pending: null },
  ...{ closed: null, release: null, figures: {} },
});

/** The orders that the publisher has handled, with their results. */
export type HandledOrders = Pick<PublicState, 'release' | 'closed'>;

/** The handled orders of a study. Null before its first public edition was considered. */
export async function handledOrders(objects: ObjectReader, study: string): Promise<HandledOrders | null> {
  const stored = await objects.get(publicStateKey(study));
  return stored && decodeState(stored.body);
}

export const encodeState = (state: PublicState): Uint8Array => encodeJson(publicState, state);
export const decodeState = (body: Uint8Array): PublicState => decodeJson(publicState, body);

/** The digests of a state by figure. */
export const shownIn = ({ figures }: PublicState): ShownFigures =>
  new Map(
    Object.entries(figures).map(([key, text]) => {
      const bytes = Buffer.from(text, 'base64');
      const digests = new Uint16Array(bytes.length / 2);
      for (let at = 0; at < digests.length; at++) digests[at] = bytes.readUInt16LE(2 * at);
      return [key, digests];
    }),
  );

/** The figures in the form of the state. */
export const packedFigures = (shown: ShownFigures): PublicState['figures'] =>
  Object.fromEntries([...shown].map(([key, digests]) => [key, packed(digests)]));

/** The order of clinicians is removed: it would link their parts of different figures. */
function packed(digests: NumberList): string {
  const bytes = Buffer.alloc(2 * digests.length);
  for (const [at, digest] of Uint16Array.from(digests).sort().entries()) bytes.writeUInt16LE(digest, 2 * at);
  return bytes.toString('base64');
}
