import { isBelowTolerance } from '../../../audit/index.ts';
import type { Changes, ZoneMoved } from '../../../contracts/index.ts';
import { count, decimal, decimalPercent } from '../../../lib/index.ts';
import type { Context } from '../context.ts';
import { type Column, details, type Html, html, longTable, name, type TableRow } from '../html.ts';
import { criterionLabel } from '../lookup.ts';
import { STATES, stateTag } from '../zone-mark.ts';

/** Number of rows that are shown. The others are in a collapsible section. */
const ROWS_SHOWN = 20;

/** All changes with figures: the states of results, scores, failure rates, and the protocol. */
export const changesInDetail = (context: Context, changes: Changes): Html =>
  html`${zonesMoved(context, changes)}${scoresMoved(context, changes)}${ratesMoved(context, changes)}${protocolChanges(changes)}`;

/**
 * Sorts changes by severity: newly confirmed results first, then formerly confirmed ones, then those formerly below tolerance.
 */
const severityOrder = ({ from, to }: ZoneMoved): number =>
  to === 'confirmed'
    ? 0
    : from === 'confirmed'
      ? 1
      : from !== null && isBelowTolerance({ state: from })
        ? 2
        : 3;

function zonesMoved({ audit }: Context, { zones = [] }: Changes): Html {
  const state = (value: string | null): Html =>
    value !== null && value in STATES ? stateTag(value as keyof typeof STATES) : html`no result`;
  return folded(
    'Results that changed their state, and were confirmed, cleared or below tolerance then or now',
    [{ title: 'Model' }, { title: 'Specialty' }, { title: 'Criterion' }, { title: 'Then' }, { title: 'Now' }],
    zones
      .toSorted((a, b) => severityOrder(a) - severityOrder(b))
      .map((zone) => [
        name(zone.model),
        name(zone.specialty ?? ''),
        name(criterionLabel(audit, zone.criterion, zone.level)),
        state(zone.from),
        state(zone.to),
      ]),
  );
}

function scoresMoved({ showOperations: show }: Context, { scores = [] }: Changes): Html {
  const score = (value: number | null) => (value === null ? 'not ranked' : decimal(value, 0));
  return folded(
    'Preference scores that changed by a point or more',
    [{ title: 'Model' }, { title: 'Then', numeric: true }, { title: 'Now', numeric: true }],
    scores.map((moved) => [name(moved.model), show(moved, 'from', score), show(moved, 'to', score)]),
  );
}

function ratesMoved({ audit, showOperations: show }: Context, { rates = [] }: Changes): Html {
  return folded(
    'Failure rates over all specialties that changed by 0.1 percentage points or more',
    [
      { title: 'Model' },
      { title: 'Criterion' },
      { title: 'Then', numeric: true },
      { title: 'Now', numeric: true },
    ],
    rates.map((moved) => [
      name(moved.model),
      name(criterionLabel(audit, moved.criterion, moved.level)),
      show(moved, 'from', decimalPercent),
      show(moved, 'to', decimalPercent),
    ]),
  );
}

function protocolChanges({ protocolChanges: changed = [] }: Changes): Html {
  const value = (given: unknown): Html =>
    given === undefined ? html`not set` : html`<code>${name(JSON.stringify(given))}</code>`;
  return folded(
    'Changed parts of the protocol',
    [{ title: 'Setting' }, { title: 'Then' }, { title: 'Now' }],
    changed.map(({ path, from, to }) => [name(path), value(from), value(to)]),
  );
}

const folded = (caption: string, columns: readonly Column[], rows: readonly TableRow[]): Html =>
  rows.length === 0
    ? html``
    : details(`${caption}: ${count(rows.length)}`, longTable(caption, columns, rows, ROWS_SHOWN));
