import { expect } from 'vitest';
import type { Outcome } from '../../shared/contracts/event.ts';
import { latest, manifest } from '../../shared/contracts/manifest.ts';
import { protocol } from '../../shared/contracts/protocol.ts';
import { snapshot } from '../../shared/contracts/snapshot.ts';
import { studyOrdersKey } from '../../shared/contracts/study-orders.ts';
import { commonPseudonymiser } from '../../shared/events/pseudonyms/pseudonymiser.ts';
import type { Pseudonymous, StudyStore } from '../../shared/ledger/index.ts';
import { erase } from '../../shared/ledger/maintenance/index.ts';
import { memoryStores } from '../../shared/ledger/memory/index.ts';
import { settingsOf } from '../../shared/ledger/settings.ts';
import { publishIndex, publishPublicIndex } from '../../shared/publication/index-page.ts';
import { digest } from '../../shared/publication/manifest.ts';
import { publishStudy } from '../../shared/publication/publish-study.ts';
import { MemoryObjectStore } from './memory-object-store.ts';

export const STUDY = 'demo';
export const SECRET = commonPseudonymiser('a secret for tests');
const OUTCOMES: readonly Outcome[] = ['first', 'second', 'first', 'tie'];

/** A study with a public edition in memory, and its publisher. */
export class PublicBench {
  readonly objects = new MemoryObjectStore();
  readonly exports = new MemoryObjectStore();
  readonly stores = memoryStores();
  settings: Parameters<typeof protocol.parse>[0];
  codeVersion = '0.1.0+00000000';
  minutes = 0;

  constructor(settings: object = { public: true }) {
    this.settings = settings;
  }

  open(): Promise<StudyStore> {
    return this.stores.store.open(STUDY, settingsOf(protocol.parse(this.settings), SECRET.fingerprint));
  }

  /** Votes of the clinicians with these numbers: one on each pair of models in each specialty, with scores. */
  async vote(
    from: number,
    to: number,
    specialties = ['cardiology', 'surgery'],
    country?: string,
  ): Promise<void> {
    const pairs = [
      ['aster', 'borage'],
      ['borage', 'clover'],
      ['clover', 'aster'],
    ] as const;
    const events = Array.from({ length: to - from }, (_, index) => from + index).flatMap((clinician) =>
      specialties.flatMap((specialty) =>
        pairs.map(([first, second], pair) => ({
          kind: 'vote' as const,
          study: STUDY,
          judgment: `${specialty}-${pair}`,
          clinician: SECRET.pseudonymOf(`clinician ${clinician}`),
          specialty,
          at: '2026-03-01T09:30:00Z',
          ...{ first, second, outcome: OUTCOMES[(clinician + pair) % OUTCOMES.length]! },
          ...(country !== undefined && { country }),
          scores: {
            [first]: {
              accuracy: 1 as const,
              harmlessness: 2 as const,
              alignment_with_guidelines: 1 as const,
            },
          },
        })),
      ),
    );
    await this.record(events);
  }

  async record(events: readonly Pseudonymous[]): Promise<void> {
    await this.stores.record(await this.open(), events, { source: 'queue', maxJudgments: 10, lookup: false });
  }

  async publish() {
    this.minutes += 15;
    const published = await publishStudy({
      store: await this.open(),
      protocol: protocol.parse(this.settings),
      codeVersion: this.codeVersion,
      exports: this.exports,
      snapshots: this.objects,
      now: () => new Date(Date.UTC(2026, 2, 1, 0, this.minutes)),
    });
    await publishIndex(this.objects);
    await publishPublicIndex(this.objects);
    return published.public;
  }

  async erase(clinician: number): Promise<void> {
    await erase(await this.open(), SECRET.pseudonymOf(`clinician ${clinician}`), {
      settling: 0,
      wait: async () => {},
    });
  }

  order(orders: object): void {
    this.exports.write(studyOrdersKey(STUDY), JSON.stringify({ schemaVersion: 1, study: STUDY, ...orders }));
  }

  state() {
    return this.objects.jsonOf(`snapshots/${STUDY}/public-state.json`);
  }

  /** The public edition, read from latest.json as a reader does. Throws if a file is missing or different. */
  edition() {
    const found = latest.parse(this.objects.jsonOf(`public/${STUDY}/latest.json`));
    const listed = manifest.parse(this.objects.jsonOf(`public/${STUDY}/${found.manifest.key}`));
    const fileOf = (name: string) => `public/${STUDY}/${found.snapshot}/${name}`;
    for (const { name, bytes, sha256 } of listed.files)
      expect(digest(this.objects.contents.get(fileOf(name))!)).toEqual({ bytes, sha256 });
    return {
      id: found.snapshot,
      manifest: listed,
      audit: snapshot.parse(this.objects.jsonOf(fileOf('snapshot.json'))),
    };
  }
}
