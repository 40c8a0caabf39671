import * as z from 'zod';
import { ledgerQuality } from './ledger-quality.ts';
import { madeUp } from './manifest.ts';
import { zone } from './snapshot.ts';
import { lockSchema } from './study-lock.ts';

/**
 * `operations.json` holds the results that depend on history and timing. The audit itself then remains a function of
 * the counters.
 */
const count = z.int().min(0);
const byReason = z
  .array(z.object({ reason: z.string(), count }))
  .describe('Most frequent first. Reasons of equal frequency are sorted by name.');
const zoneName = z.object({
  model: z.string(),
  specialty: z.string(),
  criterion: z.string(),
  level: zone.shape.level,
});
const noGoZone = zoneName.pick({ model: true, specialty: true });
const place = z.int().min(1).nullable();
const zoneState = zone.shape.state.nullable();
const proportion = z.number().min(0).max(1).nullable();

export const scoreMoved = z.object({
  model: z.string(),
  from: z.number().nullable(),
  to: z.number().nullable(),
});
export const rateMoved = z.object({
  model: z.string(),
  specialty: z.string().nullable().describe('Null: over all specialties.'),
  criterion: z.string(),
  level: zone.shape.level,
  from: proportion,
  to: proportion,
});
export const zoneMoved = zoneName.extend({ from: zoneState, to: zoneState });
export const protocolChange = z.object({
  path: z.string().describe('Example: `tolerance.failure`.'),
  from: z.json().optional().describe('Absent if there was no value.'),
  to: z.json().optional().describe('Absent if there is no value.'),
});

export const changes = z.object({
  since: z.string().describe('The previous snapshot, with which this one is compared.'),
  totals: z
    .object({ judgments: z.int(), votes: z.int(), ratedAnswers: z.int(), clinicians: z.int() })
    .describe('Current value minus previous value.'),
  verdict: z
    .object({
      from: z.string(),
      to: z.string(),
      alarm: z
        .boolean()
        .describe('Whether the new verdict is based on an alarm. Other changes may be due to chance.'),
    })
    .nullable()
    .describe('Null if the verdict is unchanged.'),
  ranks: z
    .array(z.object({ model: z.string(), from: place, to: place }))
    .describe('Models with a changed rank in the overall ranking. Null: not ranked.'),
  zonesOpened: z
    .array(zoneName)
    .describe(
      'Results with an alarm now, but not in the previous snapshot. The rate of false alarms is controlled per study, over all looks.',
    ),
  zonesClosed: z.array(zoneName).describe('Results with an alarm in the previous snapshot, but not now.'),
  confirmations: z
    .object({ gained: count, lost: count })
    .describe(
      'Number of no-go zones that are new, and of those that are no longer confirmed. With many looks, some of these changes are due to chance. ' +
        'If `noGoZones` is absent, older code counted findings instead, on any criterion.',
    ),
  noGoZones: z
    .object({ gained: z.array(noGoZone), lost: z.array(noGoZone) })
    .optional()
    .describe('The list of the no-go zones whose number is in `confirmations`.'),
  zones: z
    .array(zoneMoved)
    .optional()
    .describe(
      'Results that are confirmed, cleared or below tolerance in one of the two snapshots, with their state in both. Null: no result.',
    ),
  scores: z
    .array(scoreMoved)
    .optional()
    .describe('Overall scores that changed by a point or more. Null: not ranked.'),
  rates: z
    .array(rateMoved)
    .optional()
    .describe('Failure rates over all specialties that changed by 0.1 percentage points or more.'),
  protocol: z.boolean().describe('Whether the protocol changed.'),
  protocolChanges: z.array(protocolChange).optional().describe('The changed parts of the protocol.'),
  codeVersion: z.boolean().describe('Whether the code changed.'),
});

export const rejects = z.object({
  files: count.describe(
    'Reject files from the queue: one per message that was refused, in whole or in part.',
  ),
  read: count.describe('Number of files that were read to count reasons.'),
  byReason,
});

export const importsSchema = z.object({
  receipts: count,
  read: count.describe('Number of receipts that were read.'),
  finished: count,
  failed: count,
  totals: z.array(z.object({ what: z.string(), count })).describe('Sums over the receipts that were read.'),
  byReason: byReason.describe('Rejected rows by reason.'),
  warnings: z
    .array(z.object({ warning: z.string(), count }))
    .describe('Records that were counted by a rule because files lack the information, most frequent first.'),
});

export const integrity = z.object({
  status: z
    .enum(['checked', 'differs', 'inconclusive', 'not checked'])
    .describe('Whether the counters are the sum of the tallies of the ledger.'),
  explanation: z.string(),
  differences: z
    .array(
      z.object({
        group: count,
        specialty: z.string(),
        x: z.string(),
        y: z.string(),
        slot: z.string(),
        counter: z.number(),
        ledger: z.number(),
      }),
    )
    .describe('The first differences.'),
});

export const cut = z.object({
  status: z
    .enum(['consistent', 'moving'])
    .describe(
      'consistent: the counters of each group of clinicians are from one moment, and each judgment counts once. ' +
        'moving: this is not known for some groups. If the models or the specialty of a judgment were corrected during reading, it may count twice or not at all, in this snapshot only.',
    ),
  groups: count.describe(
    'Groups for which this is not known: their counters changed at every reading, or are too many to be read twice.',
  ),
});

export const operations = z.object({
  schemaVersion: z.literal(1),
  study: z.string(),
  snapshot: z.string(),
  time: z.iso.datetime(),
  madeUp,
  changes: changes
    .nullable()
    .describe('Null for a study’s first snapshot, or if the previous snapshot is unreadable.'),
  cut: cut
    .optional()
    .describe('Whether counters were read at one moment. Absent from snapshots that older code wrote.'),
  rejects,
  imports: importsSchema,
  integrity,
  lock: lockSchema
    .optional()
    .describe(
      'The lock of the settings that decide claims. Absent if they are not locked, and in public editions.',
    ),
  ledger: ledgerQuality.describe('The quality of the data as far as it follows from single judgments.'),
});

export type Changes = z.output<typeof changes>;
export type ScoreMoved = z.output<typeof scoreMoved>;
export type RateMoved = z.output<typeof rateMoved>;
export type ZoneMoved = z.output<typeof zoneMoved>;
export type Rejects = z.output<typeof rejects>;
export type Imports = z.output<typeof importsSchema>;
export type Integrity = z.output<typeof integrity>;
export type Operations = z.output<typeof operations>;
