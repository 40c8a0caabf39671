import type { EvidenceRows } from '../../audit/evidence/rows/index.ts';
import { countedNames, type Protocol } from '../../contracts/index.ts';
import type { Cell, FrozenCriterion } from '../../ledger/cells/index.ts';
import {
  DIGEST_FORM,
  type Figures,
  figuresOf,
  NO_SETTING,
  type UnitFigures,
  unitCounter,
} from './figures.ts';
import { partHash } from './part-hash.ts';

/** Figures whose digests can be compared with those of the same basis. */
export interface CountedFigures {
  readonly figures: Figures;
  readonly basis: string;
  /** The same judgments under the aliases of another protocol. Absent if they cannot be counted again. */
  readonly under?: (protocol: Naming) => Figures;
}

/** The part of a protocol that gives names to spellings. */
export type Naming = Pick<Protocol, 'aliases'>;

/**
 * The figures of a study whose units are its clinicians. The units of the evidence do not serve here: several clinicians
 * share one if there are many, and the vote of one clinician then moves others to another unit.
 */
export function figuresByClinician(
  rows: Pick<EvidenceRows, 'byClinician'>,
  criteria: readonly FrozenCriterion[],
  protocol: Protocol,
): CountedFigures {
  const under = (naming: Naming) => {
    const begin = unitCounter(criteria, countedNames(naming));
    return figuresOf(
      // Only the figures of one clinician are in memory at a time.
      (function* () {
        let last: number | undefined;
        let unit = begin();
        for (const { clinician, counts, item, site, ...cell } of rows.byClinician()) {
          if (last !== undefined && last !== clinician) {
            yield unit.parts;
            unit = begin();
          }
          unit.add(cell, counts, settingOf(item, site));
          last = clinician;
        }
        yield unit.parts;
      })(),
    );
  };
  return { figures: under(protocol), basis: `clinicians ${DIGEST_FORM}`, under };
}

/**
 * The item and the site of judgments as a number. They change no count, but all measures of uncertainty. 0: neither is
 * named.
 */
const settingOf = (item: string | null, site: string | null): number =>
  item === null && site === null ? NO_SETTING : partHash(`${item ?? ''}#${site ?? ''}`);

/** Collects the figures of a study whose units are the groups of clinicians. */
export interface GroupFigures {
  add(cell: Cell): void;
  readonly figures: () => CountedFigures;
}

/** Begins to collect, under the names of the protocol. */
export function figuresByGroup(criteria: readonly FrozenCriterion[], protocol: Protocol): GroupFigures {
  const begin = unitCounter(criteria, countedNames(protocol));
  const units = new Map<number, UnitFigures>();
  return {
    add(cell) {
      const unit = units.get(cell.group) ?? begin();
      units.set(cell.group, unit);
      unit.add(cell, cell.counts);
    },
    figures: () => ({
      figures: figuresOf([...units].sort(([a], [b]) => a - b).map(([, { parts }]) => parts)),
      basis: `groups ${DIGEST_FORM}`,
    }),
  };
}
