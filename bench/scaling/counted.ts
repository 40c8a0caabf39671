import type { Pseudonymous } from '../../shared/judgments/apply.ts';
import { dynamoStores } from '../../shared/store/dynamodb/index.ts';
import { importKey, PARTICIPANT_MARK } from '../../shared/store/dynamodb/keys.ts';
import { record } from '../../shared/store/record.ts';
import { SETTINGS, STUDY } from '../workload.ts';
import { WriteMeter } from '../writes/write-meter.ts';
import type { Units } from './model.ts';
import { pretendClient } from './pretend-client.ts';

/** Write units for each judgment as counted in the requests that the code sends, without a server. */
export async function countedUnits(
  events: readonly Pseudonymous[],
  way: { readonly path: 'import' | 'queue'; readonly batch: number },
): Promise<Units> {
  const client = pretendClient();
  const { units } = new WriteMeter<keyof Units | 'settings'>(client, (table, { pk, sk }) => {
    if (table === 'ledger') return 'ledger';
    if (pk?.S === importKey(STUDY, '').pk.S) return 'import';
    if (sk?.S?.startsWith(PARTICIPANT_MARK)) return 'clinicians';
    return sk?.S?.includes('#') ? 'cells' : 'settings';
  });
  const tables = { ledger: 'ledger', counters: 'counters' };
  const store = await dynamoStores(client, tables).store.open(STUDY, SETTINGS);
  const importing = { importId: 'counted', epoch: 1 };
  for (let from = 0; from < events.length; from += way.batch)
    await record(store, events.slice(from, from + way.batch), {
      source: `counted/${from}`,
      ...(way.path === 'import'
        ? { maxJudgments: 100, lookup: true, import: importing }
        : { maxJudgments: 10, lookup: false }),
    });
  client.destroy();
  const each = (kind: keyof Units) => (units.get(kind) ?? 0) / events.length;
  return {
    ledger: each('ledger'),
    cells: each('cells'),
    import: each('import'),
    clinicians: each('clinicians'),
  };
}
