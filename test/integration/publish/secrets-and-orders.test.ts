import { expect, it } from 'vitest';
import { type Event, type Protocol, protocol, snapshot } from '../../../shared/contracts/index.ts';
import { studyPseudonymiser } from '../../../shared/events/pseudonyms/pseudonymiser.ts';
import { memoryStores } from '../../../shared/ledger/memory/index.ts';
import { settingsOf } from '../../../shared/ledger/settings.ts';
import { seededRandom } from '../../../shared/lib/random.ts';
import { publishStudy } from '../../../shared/publication/publish-study.ts';
import { recompute } from '../../../shared/publication/verify/figures.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';

/** Deployments that record the same study, each under its own secret and in its own order. */
const DEPLOYMENTS = 30;
const STUDY = 'moove';

const PROTOCOL: Protocol = protocol.parse({ criteria: [{ id: 'harmlessness', safetyCritical: true }] });

/** Votes of which many are equal, so that several clinicians have the same rows. */
function votes(): Extract<Event, { kind: 'vote' }>[] {
  const random = seededRandom(11);
  return Array.from({ length: 240 }, (_, at) => {
    const [first, second] = random.pick([
      ['m1', 'm2'],
      ['m2', 'm1'],
      ['m3', 'm1'],
      ['m2', 'm3'],
    ]) as [string, string];
    const score = () => ({ harmlessness: random.pick([-2, -1, 0, 2] as const) });
    return {
      kind: 'vote',
      judgment: `j${at}`,
      study: STUDY,
      clinician: `Dr. ${at % 60}`,
      specialty: random.pick(['cardiology', 'oncology']),
      country: random.pick(['CH', 'KE']),
      ...(at % 30 === 0 ? {} : { item: `question ${at % 7}` }),
      first,
      second,
      outcome: random.pick(['first', 'second', 'tie', 'both_bad'] as const),
      ...(at % 3 === 0 ? {} : { scores: { [first]: score(), [second]: score() } }),
      at: '2026-03-01T09:30:00Z',
    };
  });
}

/** The published evidence and audit of the study. */
async function publishedUnder(secret: string, order: number) {
  const people = studyPseudonymiser(secret, STUDY);
  const stores = memoryStores();
  const store = await stores.store.open(STUDY, settingsOf(PROTOCOL, people.fingerprint));
  const random = seededRandom(order);
  const events = votes()
    .map((event) => ({ ...event, clinician: people.pseudonymOf(event.clinician) }))
    .map((event) => ({ event, at: random.uniform() }))
    .sort((a, b) => a.at - b.at)
    .map(({ event }) => event);
  await stores.record(store, events, { source: 'queue', maxJudgments: 10, lookup: false });
  const snapshots = new MemoryObjectStore();
  const { id } = await publishStudy({
    store,
    protocol: PROTOCOL,
    codeVersion: 'test',
    exports: new MemoryObjectStore(),
    snapshots,
    now: () => new Date('2026-03-01T10:00:00Z'),
  });
  const file = (name: string) => Buffer.from(snapshots.contents.get(`snapshots/${STUDY}/${id}/${name}`)!);
  return { snapshot: file('snapshot.json').toString(), rows: file('rows.jsonl.gz').toString('base64') };
}

it('30 secrets and 30 orders of arrival give the same snapshot, byte for byte', async () => {
  const first = await publishedUnder('secret 0', 0);
  expect(JSON.parse(first.snapshot)).toMatchObject({
    totals: { votes: 240, clinicians: 60 },
    evidence: { source: 'judgments', clinicians: 60, items: 7, sites: 0, scope: { prompts: 'named' } },
  });
  for (let at = 1; at < DEPLOYMENTS; at++) {
    const other = await publishedUnder(`secret ${at}`, at);
    expect(other.snapshot).toBe(first.snapshot);
    expect(other.rows).toBe(first.rows);
  }
});

it('the rows of a study with items give the published figures again', async () => {
  const { snapshot: text, rows } = await publishedUnder('secret 0', 0);
  const published = JSON.parse(text);
  const body = Buffer.from(rows, 'base64');
  const { differences, lines } = await recompute(snapshot.parse(published), published, {
    name: 'rows.jsonl.gz',
    body,
  });
  expect(differences).toEqual([]);
  expect(lines).toBeGreaterThan(60);
});
