import { auditOf, gathering } from '../../shared/audit/index.ts';
import type { Snapshot } from '../../shared/contracts/index.ts';
import { type Cell, cellId, isPseudonym, type Pseudonym } from '../../shared/ledger/cells/index.ts';
import {
  changedClinicians,
  figuresOf,
  nextEdition,
  publicSnapshot,
  type ShownFigures,
  shownAfter,
  suppress,
  type UnitFigures,
  unitFigures,
} from '../../shared/publication/public/index.ts';
import { SETTINGS, type WorldVote, worldProtocol } from './world.ts';

/**
 * The files that an outsider keeps. `every table`: exact tables after each vote, as in the internal edition without its
 * cells. `enough clinicians`: exact tables, when the rows of enough clinicians differ. `all rules`: public editions.
 */
export const POLICIES = ['every table', 'enough clinicians', 'all rules'] as const;
export type Policy = (typeof POLICIES)[number];

/** A kept edition, and the number of votes that had arrived. */
export interface Kept {
  readonly votes: number;
  readonly audit: Snapshot;
}

const AS_WRITTEN = { models: (name: string) => name, specialties: (name: string) => name };
/** Number of votes between two runs of the publisher. */
const VOTES_PER_RUN = 2;

/** All editions of a growing study under a policy. */
export function editionsOf(votes: readonly WorldVote[], policy: Policy, least: number): Kept[] {
  const protocol = worldProtocol(least);
  const cells = new Map<string, Cell & { counts: Map<string, number> }>();
  const units = new Map<number, UnitFigures>();
  const kept: Kept[] = [];
  let shown: ShownFigures = new Map();
  for (const [number, { clinician, cells: own }] of votes.entries()) {
    const unit = units.get(clinician) ?? unitFigures(SETTINGS.criteria, AS_WRITTEN);
    units.set(clinician, unit);
    for (const cell of own) {
      unit.add(cell, cell.counts);
      addTo(cells, cell);
    }
    if ((number + 1) % VOTES_PER_RUN !== 0) continue;
    const auditNow = () => audit([...cells.values()], units.size, protocol);
    if (policy === 'every table') {
      kept.push({ votes: number + 1, audit: auditNow() });
      continue;
    }
    const figures = figuresOf([...units.values()].map(({ parts }) => parts));
    const changed = changedClinicians(shown, figures);
    const facts = { changed, shown, least, erased: false, everything: false, order: null, closed: false };
    if (nextEdition(facts).because === null) continue;
    const exact = auditNow();
    const suppression = suppress(figures, shown, least);
    shown =
      policy === 'all rules'
        ? shownAfter(shown, figures, suppression)
        : new Map([...figures].map(([key, { digests }]) => [key, digests]));
    const before = kept.at(-1)?.audit ?? null;
    const edition = () =>
      publicSnapshot({ audit: exact, suppression, before, because: 'clinicians', internal: '' });
    kept.push({ votes: number + 1, audit: policy === 'all rules' ? edition() : exact });
  }
  return kept;
}

function addTo(cells: Map<string, Cell & { counts: Map<string, number> }>, added: Cell): void {
  const key = `${added.group}#${cellId(added)}`;
  const cell = cells.get(key) ?? { ...added, counts: new Map<string, number>() };
  for (const [slot, count] of added.counts) cell.counts.set(slot, (cell.counts.get(slot) ?? 0) + count);
  cells.set(key, cell);
}

function audit(
  cells: readonly Cell[],
  clinicians: number,
  protocol: ReturnType<typeof worldProtocol>,
): Snapshot {
  const gathered = gathering(SETTINGS.criteria, protocol);
  for (const cell of cells) gathered.add({ ...cell, clinician: cell.group });
  const participants = Array.from({ length: clinicians }, (_, number) => ({
    clinician: pseudonymAt(number),
    countries: [],
  }));
  const about = {
    study: 'disclosure',
    protocol,
    settings: SETTINGS,
    codeVersion: 'simulation',
    participants,
  };
  return auditOf(about, gathered.evidence());
}

function pseudonymAt(number: number): Pseudonym {
  const text = number.toString(16).padStart(32, '0');
  if (!isPseudonym(text)) throw new Error(`${text} is no pseudonym`);
  return text;
}
