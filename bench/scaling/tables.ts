import {
  collision,
  importUnits,
  partitionLimit,
  possibleCells,
  queueUnits,
  type Shape,
  totalUnits,
} from './model.ts';
import type { Converged } from './throttling.ts';

/** Dollars per million write units on demand, us-east-1, November 2026. */
const DOLLARS_PER_MILLION_UNITS = 0.625;
const JUDGMENTS_PER_WINDOW = 350_000;
const MESSAGES_PER_BATCH = 100;

const SHAPES: readonly Omit<Shape, 'judgments' | 'clinicians'>[] = [
  { models: 5, specialties: 1 },
  { models: 5, specialties: 12 },
  { models: 13, specialties: 12 },
  { models: 13, specialties: 40 },
  { models: 50, specialties: 12 },
  { models: 100, specialties: 40 },
];
/** Votes per clinician, as in the published study. */
const VOTES_PER_CLINICIAN = 25;

export const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
const whole = (value: number): string => Math.round(value).toLocaleString('en-GB');
const percent = (share: number, digits = 0): string => `${(100 * share).toFixed(digits)} %`;

/** The model's figures for studies of other shapes. */
export function shapesTable(): string {
  const head = [
    ...['models', 'specialties', 'cells', 'queue: units', '$ per million', 'import of 100,000: units'],
    ...[
      'of 1,000,000: units',
      '$ per million',
      'judgments/s, busiest group',
      'two transactions of 10 collide',
    ],
  ];
  const rows = SHAPES.map((shape) => {
    const sized = (judgments: number): Shape => ({
      ...shape,
      judgments,
      clinicians: judgments / VOTES_PER_CLINICIAN,
    });
    const queue = queueUnits(sized(100_000), MESSAGES_PER_BATCH);
    const large = importUnits(sized(1_000_000), JUDGMENTS_PER_WINDOW);
    return row([
      ...[shape.models, shape.specialties, whole(possibleCells(sized(1)))],
      ...[totalUnits(queue).toFixed(2), (totalUnits(queue) * DOLLARS_PER_MILLION_UNITS).toFixed(2)],
      ...[
        totalUnits(importUnits(sized(100_000), JUDGMENTS_PER_WINDOW)).toFixed(2),
        totalUnits(large).toFixed(2),
      ],
      (totalUnits(large) * DOLLARS_PER_MILLION_UNITS).toFixed(2),
      whole(partitionLimit(sized(100_000), queue.cells).busiest),
      percent(collision(sized(100_000), 10), 1),
    ]);
  });
  return [row(head), row(head.map(() => '---:')), ...rows].join('\n');
}

/** Results of recording when one partition receives more than its capacity. */
export function throttlingTable(results: readonly Converged[]): string {
  const head = [
    ...['load, relative to the partition limit', 'judgments', 'recorded', 'capacity used meanwhile'],
    ...['tries per transaction', 'messages returned', 'most receives', 'all recorded after'],
  ];
  const rows = results.map(({ load, judgments, recorded, used, tries, handedBack, receives, settled }) =>
    row([
      ...[percent(load), whole(judgments), percent(recorded), percent(used)],
      ...[tries.toFixed(1), percent(handedBack, 1), receives, `${whole(settled)} s`],
    ]),
  );
  return [row(head), row(head.map(() => '---:')), ...rows].join('\n');
}
