import type { Room, Row } from './leaderboard-rows.ts';
import { asIs, pixels } from './marks.ts';

/** Bars for rank intervals, from the best to the worst possible rank. */
export function placesPanel(rows: readonly Row[], of: number, { at, width }: NonNullable<Room['places']>) {
  const ranked = rows.filter((row) => row.ranked);
  const ends = [
    { x: at, align: 'left' as const, text: '1' },
    { x: at + width, align: 'right' as const, text: String(of) },
  ];
  return [
    {
      data: { values: ranked },
      mark: { type: 'rule' as const, strokeWidth: 8, opacity: 0.45 },
      encoding: { x: pixels('best'), x2: { field: 'worst' }, y: pixels('y'), color: asIs('colour') },
    },
    {
      data: { values: ranked },
      mark: { type: 'point' as const, filled: true, shape: 'diamond', size: 60, opacity: 1 },
      encoding: { x: pixels('place'), y: pixels('y'), color: asIs('colour') },
    },
    ...ends.map(({ x, align, text }) => ({
      data: { values: [{}] },
      mark: { type: 'text' as const, align, fill: 'var(--muted)', fontSize: 11 },
      encoding: { x: { value: x }, y: { value: -12 }, text: { value: text } },
    })),
    {
      data: { values: [{}] },
      mark: { type: 'text' as const, align: 'center' as const, fill: 'var(--muted)', fontSize: 12 },
      encoding: { x: { value: at + width / 2 }, y: { value: -30 }, text: { value: 'Rank interval' } },
    },
  ];
}
