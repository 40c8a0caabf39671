import { type CellKey, type Counts, judgmentsIn } from '../../../ledger/cells/index.ts';

/**
 * The counts of one clinician on one item, at one site, on one pair of models or on one model, in a specialty.
 * Clinicians, items and sites are numbers of sampling units. They are null if the judgments name no item or no site.
 */
export interface EvidenceRow extends CellKey {
  readonly clinician: number;
  readonly item: number | null;
  readonly site: number | null;
  readonly counts: Counts;
}

/** Counts on a pair of models, or on one model, in a specialty: an evidence row, or the cell of a group of clinicians. */
export interface UnitCell extends CellKey {
  readonly counts: Counts;
  /** The number of the clinician, or of the group of clinicians, from 0. */
  readonly clinician: number;
  readonly item?: number | null;
  readonly site?: number | null;
}

/** Numbers of sampling units. */
export interface UnitNumbers {
  readonly clinicians: number;
  readonly items: number;
  readonly sites: number;
}

/** The counts of one clinician in a cell. Clinicians are numbered in any order, and share no number. */
interface ClinicianCounts extends CellKey {
  readonly clinician: number;
  /** The id of the item, and of the site. Null if the judgments name none. */
  readonly item: string | null;
  readonly site: string | null;
  readonly counts: Counts;
}

/** Numbers of judgments: all of them, and those that name an item or a site. */
export interface NamedJudgments {
  readonly judgments: number;
  readonly withItem: number;
  readonly withSite: number;
}

/** Adds the judgments of a row. */
export function addNamed(
  { judgments, withItem, withSite }: NamedJudgments,
  { item, site, ...cell }: Pick<EvidenceRow, 'item' | 'site' | 'y' | 'counts'>,
): NamedJudgments {
  const own = judgmentsIn(cell);
  return {
    judgments: judgments + own,
    withItem: withItem + (item === null ? 0 : own),
    withSite: withSite + (site === null ? 0 : own),
  };
}

export const NONE_NAMED: NamedJudgments = { judgments: 0, withItem: 0, withSite: 0 };

/** All evidence of a study. */
export interface EvidenceRows {
  readonly units: UnitNumbers;
  readonly named: NamedJudgments;
  /** SHA-256, in hex, of the content of the rows. It depends on no pseudonym, no id and no order of arrival. */
  readonly digest: string;
  /** The rows in canonical order. Each iteration decodes them again, because all decoded rows take much memory. */
  rows(): Iterable<EvidenceRow>;
  /** The same counts by clinician, also if several clinicians share a unit. The rows of each clinician follow each other. */
  byClinician(): Iterable<ClinicianCounts>;
}

/** Compares rows by clinician, item, site, specialty and models. Judgments without an item or a site come first. */
export const compareRows = (a: Omit<EvidenceRow, 'counts'>, b: Omit<EvidenceRow, 'counts'>): number =>
  a.clinician - b.clinician ||
  (a.item ?? -1) - (b.item ?? -1) ||
  (a.site ?? -1) - (b.site ?? -1) ||
  compareKeys(a, b);

/** Compares cells by specialty and models. */
export const compareKeys = (a: CellKey, b: CellKey): number =>
  order(a.specialty, b.specialty) || order(a.x, b.x) || order(a.y, b.y);

/** By code unit, as all names are sorted. */
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
