import type * as z from 'zod';
import type { protocol } from '../../shared/contracts/index.ts';

/** The protocol of generated studies: every default, and the statements that the data are made up and that
 * each judgment has a prompt of its own. */
export const GENERATED_PROTOCOL: z.input<typeof protocol> = {
  title: 'A made-up study in which preference and safety come apart',
  madeUp: true,
  prompts: 'own',
};

/** The same as the text of a protocol file, with criteria other than the default ones if they are given. */
export const generatedProtocolText = (criteria?: z.input<typeof protocol>['criteria']): string =>
  `${JSON.stringify({ ...GENERATED_PROTOCOL, criteria }, null, 1)}\n`;
