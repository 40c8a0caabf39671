import type { Random } from '../../shared/lib/index.ts';
import type { WorldSpec } from './spec.ts';

/** The answers of all models to one prompt, with the factors that all clinicians share. Standard normal, by model. */
export interface Prompt {
  readonly specialty: number;
  /** The reader to whom a nested prompt belongs. */
  readonly reader: number | null;
  readonly quality: Float64Array;
  readonly appeal: Float64Array;
  /** The pairs of models that are compared on the prompt in a reader study. */
  readonly pairs: readonly (readonly [number, number])[];
}

/** Draws the prompts of a study, by specialty. In a world with own prompts there are none. */
export function drawPrompts(spec: WorldSpec, random: Random): Prompt[] {
  if (!spec.prompts) return [];
  const { perSpecialty } = spec.prompts;
  const normals = () => Float64Array.from({ length: spec.models }, () => random.normal());
  const readers = spec.readers?.design === 'nested' ? [...Array(spec.clinicians).keys()] : [null];
  return spec.specialties.flatMap((_, specialty) =>
    readers.flatMap((reader) =>
      Array.from({ length: perSpecialty }, () => ({
        specialty,
        reader,
        quality: normals(),
        appeal: normals(),
        pairs: spec.readers ? drawPairs(spec.models, spec.readers.pairsPerPrompt, random) : [],
      })),
    ),
  );
}

function drawPairs(models: number, count: number, random: Random): (readonly [number, number])[] {
  const all = Array.from({ length: models }, (_, j) =>
    Array.from({ length: j }, (_, i): readonly [number, number] =>
      random.uniform() < 0.5 ? [i, j] : [j, i],
    ),
  ).flat();
  return random.shuffle(all).slice(0, count);
}
