import { expect, test } from 'vitest';
import { defaultProtocol } from '../../shared/contracts/protocol.ts';
import { countersSeen } from '../../shared/ledger/cell-readings.ts';
import { ALL_GROUPS } from '../../shared/ledger/cells/cell.ts';
import { dynamoStores } from '../../shared/ledger/dynamodb/index.ts';
import { erase } from '../../shared/ledger/maintenance/erase.ts';
import type { StudyStore } from '../../shared/ledger/port.ts';
import { record } from '../../shared/ledger/run.ts';
import { ledgerPass } from '../../shared/publication/operations/ledger-pass.ts';
import { CLINICIANS, SETTINGS } from '../support/arbitrary-events.ts';
import { PRESENT_ENGINES, skipAbsentEngines } from '../support/engines.ts';
import { startLocalTables } from '../support/local-tables.ts';
import { scanningStore } from '../support/scanning-store.ts';
import { plainVote } from './plain-vote.ts';

const VOTES = Array.from({ length: 60 }, (_, index) => plainVote(index));

skipAbsentEngines();

test.each(PRESENT_ENGINES)(
  'with $engine.label, a pass by a scan gives the rows of a pass by queries, although votes arrive, change and are erased meanwhile',
  async ({ engine }) => {
    const local = await startLocalTables(engine);
    try {
      const study = await dynamoStores(local.client, local.tables).store.open('study', SETTINGS);
      const write = (from: number, to: number, change: object = {}) =>
        record(
          study,
          VOTES.slice(from, to).map((vote) => ({ ...vote, ...change })),
          { source: 'queue', maxJudgments: 10, lookup: false },
        );
      await write(0, 30);
      const passOf = async (store: StudyStore, maxQueried: number) => {
        const seen = await Promise.all(ALL_GROUPS.map((group) => countersSeen(study, group)));
        const { rows, integrity, moving } = await ledgerPass(store, defaultProtocol(), seen, { maxQueried });
        return { digest: rows.digest, status: integrity.status, moving };
      };
      let writing: Promise<unknown> | undefined;
      /** Is called before and after the scan. Votes also arrive during the scan. */
      const meddle = async () => {
        if (!writing) {
          writing = write(30, 60);
          return;
        }
        await writing;
        await write(10, 20, { specialty: 'oncology', revision: 2 });
        await erase(study, CLINICIANS[0], { settling: 0 });
      };
      const scanned = await passOf(scanningStore(study, { meddle }), 0);
      expect(scanned).toEqual(await passOf(study, Number.POSITIVE_INFINITY));
      expect(scanned).toMatchObject({ status: 'checked', moving: 0 });
      expect(await passOf(study, 0)).toEqual(scanned);
      expect(await study.scan!()).not.toBeNull();
    } finally {
      await local.stop();
    }
  },
);
