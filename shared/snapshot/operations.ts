import * as z from 'zod';
import { ledgerQuality } from '../contracts/ledger-quality.ts';
import { zone } from '../contracts/snapshot.ts';
import { madeUp } from './manifest.ts';

/**
 * `operations.json`: what stands beside an audit and depends on history and timing, so that the audit itself is a
 * function of what was counted.
 */
const count = z.int().min(0);
const byReason = z
  .array(z.object({ reason: z.string(), count }))
  .describe('Most frequent first; equally frequent ones by name.');
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
  path: z.string().describe('As `tolerance.failure`.'),
  from: z.json().optional().describe('Absent where there was nothing.'),
  to: z.json().optional().describe('Absent where there is nothing.'),
});

export const changes = z.object({
  since: z.string().describe('The snapshot compared with.'),
  totals: z
    .object({ judgments: z.int(), votes: z.int(), ratedAnswers: z.int(), clinicians: z.int() })
    .describe('Now less then.'),
  verdict: z
    .object({
      from: z.string(),
      to: z.string(),
      alarm: z.boolean().describe('Whether the new one rests on an alarm; other changes may be chance.'),
    })
    .nullable()
    .describe('Null where it is the same.'),
  ranks: z
    .array(z.object({ model: z.string(), from: place, to: place }))
    .describe('Models whose place in the overall ranking moved. Null: not ranked.'),
  zonesOpened: z
    .array(zoneName)
    .describe(
      'Results with an alarm now and not then. False alarms are held down per study, over all looks together.',
    ),
  zonesClosed: z.array(zoneName).describe('Results with an alarm then and not now.'),
  confirmations: z
    .object({ gained: count, lost: count })
    .describe(
      'No-go zones now and not then, and the reverse: looked at often, some of these are chance. ' +
        'If `noGoZones` is absent, older code counted findings instead, on any criterion.',
    ),
  noGoZones: z
    .object({ gained: z.array(noGoZone), lost: z.array(noGoZone) })
    .optional()
    .describe('The no-go zones that `confirmations` counts.'),
  zones: z
    .array(zoneMoved)
    .optional()
    .describe('Findings and cleared results of one of the two, with their state in both. Null: not there.'),
  scores: z
    .array(scoreMoved)
    .optional()
    .describe('Overall scores that moved by a point or more. Null: not ranked.'),
  rates: z
    .array(rateMoved)
    .optional()
    .describe('Failure rates over all specialties that moved by 0.1 percentage points or more.'),
  protocol: z.boolean().describe('Whether the protocol changed.'),
  protocolChanges: z.array(protocolChange).optional().describe('What of it.'),
  codeVersion: z.boolean().describe('Whether the code changed.'),
});

export const rejects = z.object({
  files: count.describe('Reject files from the queue: one a message refused, in whole or in part.'),
  read: count.describe('How many of them were read to count reasons.'),
  byReason,
});

export const imports = z.object({
  receipts: count,
  read: count.describe('How many of them were read.'),
  finished: count,
  failed: count,
  totals: z.array(z.object({ what: z.string(), count })).describe('Sums over the receipts read.'),
  byReason: byReason.describe('Rejected rows by reason.'),
  warnings: z
    .array(z.object({ warning: z.string(), count }))
    .describe('What was counted by a rule because files do not say it; most frequent first.'),
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
    .describe('The first of them.'),
});

export const cut = z.object({
  status: z
    .enum(['consistent', 'moving'])
    .describe(
      'consistent: the counters of each group of clinicians are those of one moment, and each judgment counts once. ' +
        'moving: of some groups that is not known; a judgment whose models or specialty were corrected just then may count twice, or not, in this snapshot alone.',
    ),
  groups: count.describe(
    'Groups of which it is not known: their counters changed whenever they were read, or are too many to be read twice.',
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
    .describe('Null for a study’s first snapshot, or where the one before is unreadable.'),
  cut: cut
    .optional()
    .describe('Whether counters were read at one moment. Absent from snapshots by older code.'),
  rejects,
  imports,
  integrity,
  ledger: ledgerQuality.describe('What single judgments tell of the data’s quality.'),
});

export type Changes = z.output<typeof changes>;
export type ScoreMoved = z.output<typeof scoreMoved>;
export type RateMoved = z.output<typeof rateMoved>;
export type ZoneMoved = z.output<typeof zoneMoved>;
export type Rejects = z.output<typeof rejects>;
export type Imports = z.output<typeof imports>;
export type Integrity = z.output<typeof integrity>;
export type Operations = z.output<typeof operations>;
