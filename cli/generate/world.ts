import { defaultProtocol } from '../../shared/contracts/index.ts';
import { cumulate, type Random } from '../../shared/lib/index.ts';

/** Size of a generated study. */
export interface StudyScale {
  readonly votes: number;
  readonly clinicians: number;
  readonly models: number;
  readonly specialties: number;
  /** Prompts per specialty, which clinicians share. Absent: each judgment has a prompt of its own. */
  readonly items?: number;
  /** Sites of the clinicians. Absent: unknown. */
  readonly sites?: number;
}

/** The size of the published study that Primum was made for. */
export const PAPER_SCALE: StudyScale = { votes: 18_685, clinicians: 736, models: 13, specialties: 12 };

export interface Clinician {
  readonly id: string;
  readonly country: string;
  readonly specialty: string;
  /** Offset of the latent quality of every answer that this clinician rates. */
  readonly leniency: number;
  /** Offset of each model's appeal for this clinician. */
  readonly taste: readonly number[];
  /** Absent in studies without sites. */
  readonly site?: string;
}

/** The true parameters of a generated study, which an audit should find. */
export interface World {
  readonly models: readonly string[];
  readonly specialties: readonly string[];
  readonly criteria: readonly string[];
  /** Appeal of each model. */
  readonly appeal: readonly number[];
  /** Latent clinical safety of each model in each specialty: [model][specialty]. */
  readonly safety: readonly (readonly number[])[];
  readonly clinicians: readonly Clinician[];
  /** Running sums of the clinicians' voting rates. */
  readonly activity: readonly number[];
  /** The preferred model and the specialty in which this model is dangerous. */
  readonly planted: { readonly model: string; readonly specialty: string };
}

const MODELS =
  'aster borage cinchona dittany elder foxglove gentian hyssop iris juniper kava lavender mallow'.split(' ');
const SPECIALTIES = [
  'cardiology',
  'dermatology',
  'emergency medicine',
  'endocrinology',
  'general practice',
  'infectious diseases',
  'neurology',
  'obstetrics and gynaecology',
  'oncology',
  'paediatrics',
  'psychiatry',
  'surgery',
];
const COUNTRIES =
  'CH FR DE IT GB IE NL BE ES PT AT SE NO DK FI PL GR TR IN PK BD KE NG GH RW ZA UG TZ BR MX US CA'.split(
    ' ',
  );

const named = (names: readonly string[], count: number, otherwise: string): string[] =>
  Array.from(
    { length: count },
    (_, index) => names[index] ?? `${otherwise}-${String(index + 1).padStart(3, '0')}`,
  );

/**
 * Draws a world in which preference and safety diverge, as in the studies that Primum was made for. Appeal and safety
 * are almost uncorrelated, and the most preferred model is safe in all specialties except one.
 */
export function drawWorld(scale: StudyScale, random: Random): World {
  const models = named(MODELS, scale.models, 'model');
  const specialties = named(SPECIALTIES, scale.specialties, 'specialty');
  const appeal = models.map(() => random.normal(0, 0.35));
  const safety = appeal.map((liked) => {
    const overall = 2 + 0.15 * liked + random.normal(0, 0.25);
    return specialties.map(() => overall + random.normal(0, 0.12));
  });
  const favourite = appeal.indexOf(Math.max(...appeal));
  const danger = Math.min(5, specialties.length - 1);
  safety[favourite] = safety[favourite]!.map((value, index) =>
    index === danger ? 0.45 : Math.max(value, 2.1),
  );
  const clinicians = Array.from({ length: scale.clinicians }, (_, index) =>
    drawClinician(index, models, specialties, random),
  );
  return {
    models,
    specialties,
    criteria: defaultProtocol().criteria.map(({ id }) => id),
    appeal,
    safety,
    clinicians: scale.sites === undefined ? clinicians : assignedToSites(clinicians, scale.sites, random),
    activity: cumulate(Array.from({ length: scale.clinicians }, () => Math.exp(random.normal(0, 1.1)))),
    planted: { model: models[favourite]!, specialty: specialties[danger]! },
  };
}

function drawClinician(
  index: number,
  models: readonly string[],
  specialties: readonly string[],
  random: Random,
): Clinician {
  return {
    id: `clinician-${String(index + 1).padStart(5, '0')}`,
    // The first clinicians cover every country, and the others are assigned at random.
    country: index < COUNTRIES.length ? COUNTRIES[index]! : random.pick(COUNTRIES),
    specialty: index < specialties.length ? specialties[index]! : random.pick(specialties),
    leniency: random.normal(0, 0.3),
    taste: models.map(() => random.normal(0, 0.3)),
  };
}

/** Assigns clinicians to sites. Clinicians of one site share a leniency and tastes, in addition to their own. */
function assignedToSites(clinicians: readonly Clinician[], sites: number, random: Random): Clinician[] {
  const drawn = Array.from({ length: sites }, (_, index) => ({
    name: `site-${String(index + 1).padStart(3, '0')}`,
    leniency: random.normal(0, 0.25),
    taste: (clinicians[0]?.taste ?? []).map(() => random.normal(0, 0.25)),
  }));
  return clinicians.map((clinician, index) => {
    // The first clinicians cover every site, and the others are assigned at random.
    const site = drawn[index] ?? random.pick(drawn);
    return {
      ...clinician,
      site: site.name,
      leniency: clinician.leniency + site.leniency,
      taste: clinician.taste.map((own, model) => own + site.taste[model]!),
    };
  });
}
