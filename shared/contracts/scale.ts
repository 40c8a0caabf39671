import * as z from 'zod';
import { score } from './score.ts';

const bounds = z.tuple([z.int().min(-1000).max(1000), z.int().min(-1000).max(1000)]);
const missing = z
  .array(z.union([z.string(), z.number()]))
  .optional()
  .describe('Values that mean no score, such as 0 or "NA". An empty cell always means no score.');
export const decimalMark = z
  .enum(['.', ','])
  .optional()
  .describe('The decimal mark of numbers: in the second case, "4,0" is 4. Without it, the point.');
/** The scale of a criterion in a file. */
export const oneScale = z.union(
  [
    z
      .strictObject({
        from: bounds,
        to: z.tuple([score, score]).default([-2, 2]),
        missing,
        decimal: decimalMark,
      })
      .refine(
        ({ from, to }) => Math.abs(from[1] - from[0]) === to[1] - to[0],
        'from and to must be equally long, so that each step stays one; name each value under "values" otherwise',
      )
      .describe('A scale of whole steps with its worst end first: [1, 5], or [5, 1] if 1 is best.'),
    z
      .strictObject({ values: z.record(z.string(), score), missing })
      .describe('The score that each value means.'),
  ],
  'must be like {"from": [1, 5], "to": [-2, 2]} or {"values": {"bad": -2, "good": 2}}, with scores from -2 to 2',
);
export type Scale = z.output<typeof oneScale>;
