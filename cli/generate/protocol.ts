import type * as z from 'zod';
import type { protocol } from '../../shared/contracts/index.ts';

/** The protocol of generated studies: every default, and the statement that the data are made up. */
export const GENERATED_PROTOCOL: z.input<typeof protocol> = {
  title: 'A made-up study in which preference and safety come apart',
  madeUp: true,
};

/** The same as the text of a protocol file. */
export const generatedProtocolText = (): string => `${JSON.stringify(GENERATED_PROTOCOL, null, 1)}\n`;
