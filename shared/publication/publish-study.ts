import type { Protocol } from '../contracts/index.ts';
import type { CountersReader } from '../ledger/index.ts';
import type { RecountedStore } from '../ledger/maintenance/index.ts';
import type { ObjectReader, ObjectWriter } from '../lib/object-store/index.ts';
import { readInputs } from './audit-study.ts';
import { dailyCheck } from './operations/daily-check.ts';
import { importsOf } from './operations/imports.ts';
import { ledgerPass } from './operations/ledger-pass.ts';
import { rejectsOf } from './operations/rejects.ts';
import { type Published, type PublishPorts, publish } from './publish.ts';

export interface StudyPorts {
  readonly store: CountersReader & RecountedStore;
  readonly protocol: Protocol;
  readonly codeVersion: string;
  /** The bucket of receipts and rejects. */
  readonly exports: ObjectReader;
  readonly snapshots: ObjectWriter;
  readonly now: () => Date;
  readonly onStage?: PublishPorts['onStage'];
}

/** Audits the study in the store and publishes a snapshot if any input changed. */
export const publishStudy = (ports: StudyPorts): Promise<Published> => {
  const { store, protocol, codeVersion, exports, snapshots, now, onStage } = ports;
  return publish(store.study, {
    objects: snapshots,
    now,
    ...(onStage && { onStage }),
    read: () => readInputs(store, protocol, codeVersion),
    readStatus: async (audit) => {
      const { integrity, ledger } = await ledgerPass(store, audit);
      const daily = integrity.status === 'not checked' ? await dailyCheck(exports, store.study) : null;
      return {
        rejects: await rejectsOf(exports, store.study),
        imports: await importsOf(exports, store.study),
        integrity: daily ?? integrity,
        ledger,
      };
    },
  });
};
