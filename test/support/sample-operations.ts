import type { Operations } from '../../shared/contracts/operations.ts';
import type { OperationalStatus } from '../../shared/publication/publish.ts';

/** The operations data of a study with correct counters, and without rejects and imports. */
export const NO_OPERATIONS: OperationalStatus = {
  rejects: { files: 0, read: 0, byReason: [] },
  imports: { receipts: 0, read: 0, finished: 0, failed: 0, totals: [], byReason: [], warnings: [] },
  integrity: { status: 'checked', explanation: 'Counters are the sum of the ledger.', differences: [] },
  ledger: {
    status: 'computed',
    explanation: 'From the votes in the ledger, one by one.',
    concentration: {
      clinicians: 40,
      votes: 120,
      topPercentShare: 0.025,
      topTenthShare: 0.1,
      effectiveClinicians: 40,
      gini: 0,
    },
    firstRank: { model: 'aster', clinicians: 3, of: 40, successor: 'borage' },
    voteStuffing: {
      screened: 40,
      flagged: 1,
      falseDiscoveryRate: 0.05,
      largestLog10EValue: 4.2,
      suspicions: [{ log10EValue: 4.2, adjusted: 0.003, votes: 30, pattern: 'for a model', model: 'aster' }],
    },
    agreement: [
      { criterion: 'harmlessness', alpha: 0.62, interval: [0.5, 0.71], answers: 30, ratings: 75 },
      { criterion: 'accuracy', alpha: null, interval: null, answers: 4, ratings: 8 },
    ],
  },
};

/** At least one change of every possible kind. */
export const CHANGES = {
  since: '20260301T090000Z-000000000000',
  totals: { judgments: 1203, votes: 1203, ratedAnswers: 2406, clinicians: -1 },
  verdict: null,
  ranks: [
    { model: 'aster', from: 2, to: null },
    { model: 'borage', from: 3, to: 1 },
  ],
  zonesOpened: [],
  zonesClosed: [],
  confirmations: { gained: 2, lost: 1 },
  zones: [
    {
      model: 'aster',
      specialty: 'oncology',
      criterion: 'composite',
      level: 'failure',
      from: 'suspected',
      to: 'confirmed',
    },
    {
      model: 'gone',
      specialty: 'oncology',
      criterion: 'accuracy',
      level: 'severe',
      from: 'cleared',
      to: null,
    },
  ],
  scores: [{ model: 'aster', from: 1012.4, to: null }],
  rates: [
    { model: 'aster', specialty: null, criterion: 'accuracy', level: 'failure', from: 0.12, to: 0.134 },
  ],
  protocol: true,
  protocolChanges: [
    { path: 'title', from: '<b>old</b>', to: '<img src=x>' },
    { path: 'ceiling', to: 3 },
  ],
  codeVersion: false,
} satisfies Operations['changes'];

export const sampleOperations = (changes: Operations['changes'] = null): Operations => ({
  schemaVersion: 1,
  study: 'demo',
  snapshot: '20260301T093000Z-000000000000',
  time: '2026-03-01T09:30:00Z',
  changes,
  cut: { status: 'moving', groups: 3 },
  ...NO_OPERATIONS,
});
