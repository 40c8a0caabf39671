import type * as z from 'zod';
import type { protocol } from '../../shared/contracts/index.ts';
import type { StudyScale } from './world.ts';

/** The protocol of generated studies: every default, and the statements that the data are made up and that
 * each judgment has a prompt of its own. */
export const GENERATED_PROTOCOL: z.input<typeof protocol> = {
  title: 'A made-up study in which preference and safety come apart',
  madeUp: true,
  prompts: 'own',
};

type Criteria = z.input<typeof protocol>['criteria'];

/**
 * The same as the text of a protocol file, with criteria other than the default ones if they are given. If clinicians share
 * prompts, it does not say that they are own. If there are sites, they are the sampling units.
 */
export function generatedProtocolText({
  criteria,
  items,
  sites,
}: Pick<StudyScale, 'items' | 'sites'> & { readonly criteria?: Criteria } = {}): string {
  const settings = {
    ...GENERATED_PROTOCOL,
    ...(items !== undefined && { prompts: undefined }),
    ...(sites !== undefined && { cluster: 'site' }),
    criteria,
  };
  return `${JSON.stringify(settings, null, 1)}\n`;
}
