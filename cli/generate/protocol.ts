import type * as z from 'zod';
import type { protocol } from '../../shared/contracts/index.ts';

/** The protocol of generated studies: every default, and the statement that the data are made up. */
export const GENERATED_PROTOCOL: z.input<typeof protocol> = {
  title: 'A made-up study in which preference and safety come apart',
  madeUp: true,
};

/** The same as the text of a protocol file, with criteria other than the default ones if they are given. */
export const generatedProtocolText = (criteria?: z.input<typeof protocol>['criteria']): string =>
  `${JSON.stringify({ ...GENERATED_PROTOCOL, criteria }, null, 1)}\n`;
