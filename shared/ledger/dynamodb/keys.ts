import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { cellId } from '../cells/cell.ts';
import type { Pseudonym } from '../cells/groups.ts';
import type { CellAddition, JudgmentKey } from '../port.ts';

export type Item = Record<string, AttributeValue>;
export type Key = { pk: { S: string }; sk: { S: string } };

const key = (pk: string, sk: string): Key => ({ pk: { S: pk }, sk: { S: sk } });

/** Prefix of the sort key of a clinician's entry. No specialty begins with it. */
export const PARTICIPANT_MARK = '@';

/** The partition of a clinician's judgments, in the ledger. */
export const clinicianPartition = (study: string, clinician: Pseudonym): string => `${study}#${clinician}`;

/** The partition of a group's cells and clinicians, in the counters. */
export const groupPartition = (study: string, group: number): string =>
  `${study}#${String(group).padStart(2, '0')}`;

export const judgmentKey = (study: string, { clinician, judgment }: JudgmentKey): Key =>
  key(clinicianPartition(study, clinician), judgment);

export const cellKey = (study: string, { group, ...cell }: Omit<CellAddition, 'counts'>): Key =>
  key(groupPartition(study, group), cellId(cell));

export const participantKey = (study: string, group: number, clinician: Pseudonym): Key =>
  key(groupPartition(study, group), PARTICIPANT_MARK + clinician);

/** The study's frozen settings, in the counters. */
export const settingsKey = (study: string): Key => key(`${study}#@study`, 'settings');

/** An import's item, in the counters. */
export const importKey = (study: string, importId: string): Key => key(`${study}#@imports`, importId);
