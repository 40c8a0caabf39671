import { cumulate, type Random } from '../../shared/lib/index.ts';
import type { Latent } from './latent.ts';
import type { WorldSpec } from './spec.ts';

/** A clinician, with all properties that scores and votes depend on. */
export interface Clinician {
  readonly number: number;
  readonly home: number;
  /** The hospital, or null in a world without hospitals. */
  readonly site: number | null;
  readonly leniency: number;
  /** Standard normal, by model. */
  readonly halo: Float64Array;
  readonly load: number;
  /** Whether this clinician is the rogue of the world. If a world has a rogue, it is the first clinician. */
  readonly rogue: boolean;
}

/** A hospital, with the parts of leniency (in clinicians' deviations) and of halos that its clinicians share. */
export interface Site {
  readonly leniency: number;
  readonly halo: Float64Array;
}

export interface People {
  readonly clinicians: readonly Clinician[];
  readonly sites: readonly Site[];
}

/** Draws the hospitals and the clinicians of a study. */
export function drawPeople(spec: WorldSpec, latent: Latent, random: Random): People {
  const normals = () => Float64Array.from({ length: spec.models }, () => random.normal());
  const sites = Array.from({ length: spec.sites?.count ?? 0 }, () => ({
    leniency: random.normal(),
    halo: normals(),
  }));
  const homes = cumulate(spec.specialties);
  const { parts } = latent.leniency;
  const kinds = cumulate(parts.map(({ share }) => share));
  const siteShare = spec.sites?.share ?? 0;
  const [ofSite, own] = [Math.sqrt(siteShare), Math.sqrt(1 - siteShare)];
  const drawn = Array.from({ length: spec.clinicians }, (_, number): Clinician => {
    const site = spec.sites ? random.below(spec.sites.count) : null;
    const common = site === null ? null : sites[site]!;
    const { deviation } = parts[random.weighted(kinds)]!;
    return {
      number,
      home: number === 0 && spec.rogue ? 0 : random.weighted(homes),
      site,
      leniency: deviation * (own * random.normal() + ofSite * (common?.leniency ?? 0)),
      halo: normals().map((halo, model) => own * halo + ofSite * (common?.halo[model] ?? 0)),
      load: Math.exp(random.normal(0, spec.load)),
      rogue: number === 0 && spec.rogue !== null,
    };
  });
  const share = spec.rogue?.share ?? spec.dominant;
  const others = drawn.reduce((sum, { load }) => sum + load, 0) - drawn[0]!.load;
  const clinicians =
    share === null
      ? drawn
      : drawn.map((one) => (one.number === 0 ? { ...one, load: (others * share) / (1 - share) } : one));
  return { clinicians, sites };
}
