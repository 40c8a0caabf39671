import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { publishStudies } from '../../../functions/publish-snapshot/publish-studies.ts';
import { handleBatch } from '../../../functions/record-votes/handle-batch.ts';
import type { Operations } from '../../../shared/contracts/operations.ts';
import type { Snapshot } from '../../../shared/contracts/snapshot.ts';
import { protocolSource } from '../../../shared/events/protocols/protocol-source.ts';
import { exportEvents } from '../../../shared/ledger/maintenance/index.ts';
import type { StudyStore } from '../../../shared/ledger/port.ts';
import { codeVersion } from '../../../shared/lib/code-version.ts';
import { seededRandom } from '../../../shared/lib/random.ts';
import { verify } from '../../../shared/publication/verify/index.ts';
import { countersOf } from '../../support/books.ts';
import { primum } from '../../support/command-line.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { batch, deployment, message, vote } from '../functions/deployment.ts';

const ALIASES = { models: { 'gpt-4o': ['GPT-4o', 'zpt4o'] }, specialties: { Cardiology: ['cardiology'] } };
/** The lists accept aliases of listed names. */
/** A pilot, so that a change of its aliases has no label. */
const LISTS = { pilot: true, models: ['gpt-4o', 'mint', 'aster'], specialties: ['Cardiology'] };
const NAMES = {
  models: ['gpt-4o', 'GPT-4o', 'zpt4o', 'mint', 'aster'],
  specialties: ['Cardiology', 'cardiology'],
};
const VOTES = 240;
const CLINICIANS = 12;

const nameOf = (spelling: string) => (/pt-?4o/i.test(spelling) ? 'gpt-4o' : spelling);
const isSame = (first: string, second: string) => nameOf(first) === nameOf(second);

/** Votes in all spellings. Several clinicians rate the answers to each question. */
function votes() {
  const random = seededRandom(3);
  return Array.from({ length: VOTES }, (_, index) => {
    const item = `question ${Math.floor(index / CLINICIANS) % 5}`;
    const first = random.pick(NAMES.models);
    const second = random.pick(NAMES.models.filter((model) => model !== first));
    const score = () => ({ harmlessness: random.pick([-1, 0, 1, 2]), accuracy: random.pick([-2, 0, 2]) });
    const rest = {
      clinician: `clinician ${index % CLINICIANS}`,
      specialty: random.pick(NAMES.specialties),
      item,
      first,
      second,
      outcome: random.pick(['first', 'second', 'tie', 'both_bad']),
      scores: { [first]: score(), [second]: score() },
    };
    return { ...vote(`j${index}`, rest), ...rest };
  });
}

/** A study that its app sends to the queue, and that is published after each change of its protocol. */
class PublishedStudy {
  readonly world = deployment();
  readonly snapshots = new MemoryObjectStore();

  /** Replaces the protocol. Each function then starts anew, so that none has the earlier protocol. */
  register(protocol: object): void {
    this.world.exports.write('protocols/moove.json', JSON.stringify(protocol));
    this.world.protocols = protocolSource(this.world.exports);
  }

  async send(events: readonly object[]): Promise<void> {
    const messages = events.map((event, at) => message(String(at), event));
    const { batchItemFailures } = await handleBatch(batch(...messages), this.world, () => 600_000);
    expect(batchItemFailures).toEqual([]);
  }

  publish() {
    const { world, snapshots } = this;
    return publishStudies('moove', { ...world, snapshots, codeVersion: codeVersion() });
  }

  body(file: string): Uint8Array {
    const { snapshot } = this.snapshots.jsonOf('snapshots/moove/latest.json') as { snapshot: string };
    return this.snapshots.contents.get(`snapshots/moove/${snapshot}/${file}`)!;
  }

  text = (file: string): string => Buffer.from(this.body(file)).toString();
  audit = (): Snapshot => JSON.parse(this.text('snapshot.json'));
  operations = (): Operations => JSON.parse(this.text('operations.json'));
  rows = (): string => gunzipSync(this.body('rows.jsonl.gz')).toString();
  store = async (): Promise<StudyStore> => (await this.world.store.existing('moove'))!;
}

describe('a study with aliases', () => {
  const study = new PublishedStudy();
  const sent = votes();
  const selfComparisons = sent.filter(({ first, second }) => isSame(first, second)).length;

  it('accepts events with aliases of listed names from the queue, and refuses other spellings', async () => {
    study.register({ ...LISTS, aliases: ALIASES });
    await study.send(sent);
    expect(study.world.exports.keys('rejects/')).toEqual([]);
    await study.send([vote('k', { first: 'GPT4o', second: 'mint', specialty: 'Cardiology' })]);
    const [key] = study.world.exports.keys('rejects/moove/');
    expect(study.world.exports.jsonOf(key!).rejects).toMatchObject([{ reason: 'unlisted_model' }]);
  });

  it('is published again after a change of its aliases, and its counters and rows stay the same', async () => {
    study.register({ pilot: true });
    expect(await study.publish()).toEqual({ moove: 'published' });
    expect(study.audit().totals).toMatchObject({ votes: VOTES, models: 5, specialties: 2 });
    const before = { rows: study.rows(), counters: await countersOf(await study.store()) };
    study.register({ ...LISTS, aliases: ALIASES });
    expect(await study.publish()).toEqual({ moove: 'published' });
    expect(study.audit().totals).toMatchObject({ votes: VOTES - selfComparisons, models: 3, specialties: 1 });
    expect(study.rows()).toBe(before.rows);
    expect(study.rows()).toMatch(/"zpt4o"/);
    expect(await countersOf(await study.store())).toEqual(before.counters);
    expect(await study.publish()).toEqual({ moove: 'unchanged' });
  });

  it('has the same names in every file, and lists the aliases only as such', () => {
    expect(selfComparisons).toBeGreaterThan(10);
    const { protocol, quality, ...figures } = study.audit();
    expect(protocol.aliases).toEqual(ALIASES);
    expect(quality.aliases).toEqual({
      applied: [
        { kind: 'model', name: 'gpt-4o', spellings: ['GPT-4o', 'zpt4o'] },
        { kind: 'specialty', name: 'Cardiology', spellings: ['cardiology'] },
      ],
      selfComparisons,
    });
    const { protocolChanges: _, ...changes } = study.operations().changes!;
    const tables = ['leaderboard.csv', 'failure-rates.csv', 'no-go-zones.csv', 'clinically-adjusted.csv'];
    const texts = [figures, study.operations().ledger, changes].map((part) => JSON.stringify(part));
    for (const text of [...texts, ...tables.map(study.text), study.text('manifest.json')])
      expect(text).not.toMatch(/GPT-4o|zpt4o|cardiology/);
  });

  it('counts single votes and ratings under these names, and compares the counters as they are written', () => {
    const { ledger, integrity } = study.operations();
    expect(integrity.status).toBe('checked');
    expect(ledger.concentration).toMatchObject({ votes: VOTES - selfComparisons, clinicians: CLINICIANS });
    expect(ledger.firstRank).toMatchObject({
      of: CLINICIANS,
      model: study.audit().leaderboard.overall.rows[0]!.model,
    });
    // Under one name, each answer to a question has more ratings.
    const answers = new Set(
      sent
        .filter(({ first, second }) => !isSame(first, second))
        .flatMap(({ first, second, item }) => [first, second].map((name) => `${item} ${nameOf(name)}`)),
    );
    expect(ledger.agreement.find(({ criterion }) => criterion === 'accuracy')).toMatchObject({
      answers: answers.size,
    });
  });

  it('exports its events with the names as they were sent', async () => {
    const names = new Set<string>();
    for await (const event of exportEvents(await study.store()))
      if (event.kind === 'vote') for (const name of [event.first, event.second]) names.add(name);
    expect([...names].sort()).toEqual(NAMES.models.toSorted());
  });

  it('is verified by its published files', async () => {
    const { faults, passed } = await verify({
      name: 'the snapshot',
      ownName: null,
      list: async () => null,
      read: async (file) => study.body(file) ?? null,
    });
    expect([faults, passed.length]).toEqual([[], 4]);
  });

  it('has the same snapshot as the offline audit of the same events, byte for byte', async () => {
    const folder = temporaryFolder();
    const path = (name: string) => join(folder, name);
    const lines = sent.toReversed().map((event) => `${JSON.stringify(event)}\n`);
    await writeFile(path('votes.jsonl'), lines.join(''));
    await writeFile(path('protocol.json'), JSON.stringify({ ...LISTS, aliases: ALIASES }));
    await writeFile(path('secret'), 'a secret of tests');
    const settings = [
      '--protocol',
      path('protocol.json'),
      '--secret-file',
      path('secret'),
      '--study',
      'moove',
    ];
    const { code, stderr } = await primum(['audit', path('votes.jsonl'), ...settings, '--out', path('out')]);
    expect(code, stderr).toBe(0);
    const { snapshot } = JSON.parse(readFileSync(path('out/snapshots/moove/latest.json'), 'utf8'));
    const read = (file: string) => readFileSync(path(`out/snapshots/moove/${snapshot}/${file}`));
    expect(read('snapshot.json').toString()).toBe(study.text('snapshot.json'));
    expect(read('rows.jsonl.gz').equals(study.body('rows.jsonl.gz'))).toBe(true);
    const { ledger } = JSON.parse(read('operations.json').toString()) as Operations;
    expect(ledger).toEqual(study.operations().ledger);
  });
});
