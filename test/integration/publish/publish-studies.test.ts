import { beforeEach, describe, expect, it } from 'vitest';
import {
  type PublishSnapshotServices,
  publishStudies,
} from '../../../functions/publish-snapshot/publish-studies.ts';
import type { Telemetry } from '../../../functions/support/telemetry.ts';
import type { Operations } from '../../../shared/contracts/operations.ts';
import { defaultProtocol } from '../../../shared/contracts/protocol.ts';
import type { Snapshot } from '../../../shared/contracts/snapshot.ts';
import { protocolSource } from '../../../shared/events/protocols/protocol-source.ts';
import { commonPseudonymiser } from '../../../shared/events/pseudonyms/pseudonymiser.ts';
import { rejectObjects } from '../../../shared/events/reject-file.ts';
import { receiptOf } from '../../../shared/imports/receipt.ts';
import { groupOf } from '../../../shared/ledger/cells/cell.ts';
import { memoryStores } from '../../../shared/ledger/memory/index.ts';
import type { Store } from '../../../shared/ledger/port.ts';
import { record } from '../../../shared/ledger/run.ts';
import { settingsOf } from '../../../shared/ledger/settings.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';

const SECRET = commonPseudonymiser('a secret for tests');

/** A deployment in memory with two registered studies. One of them has votes. */
class Deployment {
  readonly store: Store = memoryStores().store;
  readonly exports = new MemoryObjectStore();
  readonly snapshots = new MemoryObjectStore();
  readonly told: string[] = [];
  minutes = 0;

  register(study: string, protocol: string): void {
    this.exports.contents.set(`protocols/${study}.json`, Buffer.from(protocol));
  }

  async vote(study: string, count: number): Promise<void> {
    const store = await this.store.open(study, settingsOf(defaultProtocol(), SECRET.fingerprint));
    const votes = Array.from({ length: count }, (_, index) => ({
      kind: 'vote' as const,
      study,
      judgment: `j${index}`,
      clinician: SECRET.pseudonymOf(`clinician ${index % 50}`),
      specialty: 'cardiology',
      country: 'CH',
      at: '2026-03-01T09:30:00Z',
      first: ['a', 'b', 'c'][index % 3]!,
      second: ['b', 'c', 'a'][index % 3]!,
      outcome: index % 5 < 3 ? ('first' as const) : ('second' as const),
    }));
    await record(store, votes, { source: 'queue', maxJudgments: 10, lookup: false });
  }

  publish(study?: string) {
    this.minutes += 15;
    // This process has just started, so it has no cached protocol.
    const text = async (key: string) => {
      const body = this.exports.contents.get(key);
      return body ? Buffer.from(body).toString() : null;
    };
    const telemetry: Telemetry = {
      count: (metric, by = 1) => this.told.push(`${metric} ${by}`),
      countRun: (metric, isComplete) => this.told.push(`${metric} ${isComplete ? 1 : 0}`),
      countRejects: () => {},
      info: (message, facts) => this.told.push(`${message} ${facts?.study}`),
      warn: () => {},
      error: (message, facts, error) => this.told.push(`${message} ${facts?.study}: ${error}`),
    };
    const services: PublishSnapshotServices = {
      store: this.store,
      protocols: protocolSource({ text }),
      exports: this.exports,
      snapshots: this.snapshots,
      codeVersion: '0.1.0+00000000',
      telemetry,
      now: () => Date.UTC(2026, 2, 1, 0, this.minutes),
    };
    return publishStudies(study, services);
  }

  latest<T>(study: string, file: string): T {
    const { snapshot } = this.snapshots.jsonOf(`snapshots/${study}/latest.json`) as { snapshot: string };
    return this.snapshots.jsonOf(`snapshots/${study}/${snapshot}/${file}`) as T;
  }
}

let deployment: Deployment;
beforeEach(async () => {
  deployment = new Deployment();
  deployment.register('votes', '{ "title": "With votes" }');
  deployment.register('empty', '{}');
  await deployment.vote('votes', 200);
});

describe('publish-snapshot', () => {
  it('publishes every registered study that has events, and lists it on the index page', async () => {
    expect(await deployment.publish()).toEqual({ empty: 'nothing recorded yet', votes: 'published' });
    expect(deployment.latest<Snapshot>('votes', 'snapshot.json').totals).toMatchObject({
      votes: 200,
      clinicians: 50,
      models: 3,
    });
    expect(deployment.snapshots.textOf('index.html')).toContain('With votes');
    expect(deployment.snapshots.textOf('index.html')).not.toContain('empty');
  });

  it('publishes a study again only if it has changed', async () => {
    await deployment.publish();
    const objects = deployment.snapshots.contents.size;
    expect(await deployment.publish()).toMatchObject({ votes: 'unchanged' });
    expect(deployment.snapshots.contents.size).toBe(objects);
    await deployment.vote('votes', 230);
    expect(await deployment.publish()).toMatchObject({ votes: 'published' });
    expect(deployment.latest<Operations>('votes', 'operations.json').changes).toMatchObject({
      totals: { votes: 30 },
    });
  });

  it('publishes only the requested study', async () => {
    deployment.register('other', '{}');
    await deployment.vote('other', 20);
    expect(await deployment.publish('other')).toEqual({ other: 'published' });
    expect(deployment.snapshots.contents.has('snapshots/votes/latest.json')).toBe(false);
  });

  it('fails with the reason if the requested study is not registered', async () => {
    await expect(deployment.publish('typo')).rejects.toThrow('not published: typo');
    expect(deployment.told.join()).toContain('there is no protocols/typo.json');
  });

  it('publishes the other studies if one fails, and fails at the end', async () => {
    deployment.register('broken', '{ "criteria": [');
    await deployment.vote('broken', 20);
    await expect(deployment.publish()).rejects.toThrow('not published: broken');
    expect(deployment.latest<Snapshot>('votes', 'snapshot.json').totals.votes).toBe(200);
    expect(deployment.snapshots.textOf('index.html')).toContain('With votes');
    expect(deployment.told).toContain('PublishFailures 1');
  });

  it('uses the protocol of the last snapshot if the file became invalid', async () => {
    await deployment.publish();
    deployment.register('votes', '{ "title": 7 }');
    await deployment.vote('votes', 230);
    expect(await deployment.publish()).toMatchObject({ votes: 'published' });
    expect(deployment.latest<Snapshot>('votes', 'snapshot.json')).toMatchObject({
      totals: { votes: 230 },
      protocol: { title: 'With votes' },
    });
  });

  it('publishes a study again if its protocol has changed', async () => {
    await deployment.publish();
    deployment.register('votes', '{ "title": "With votes", "tolerance": { "failure": 0.2 } }');
    expect(await deployment.publish()).toMatchObject({ votes: 'published' });
    expect(deployment.latest<Operations>('votes', 'operations.json').changes).toMatchObject({
      protocol: true,
      totals: { votes: 0 },
    });
  });
});

describe('operations.json', () => {
  it('sums up the rejects and receipts of its own study only', async () => {
    const reject = {
      index: 0,
      reason: 'invalid_value',
      field: 'outcome',
      message: 'outcome: is wrong',
    } as const;
    for (const [study, body] of [
      ['votes', 'one'],
      ['votes', 'two'],
      ['other', 'three'],
    ] as const)
      for (const { key, text } of rejectObjects(
        { messageId: body, body, sentAt: 0 },
        [{ ...reject, study }],
        SECRET,
      ))
        deployment.exports.contents.set(key, Buffer.from(text));
    const identity = { study: 'votes', object: 'exports/votes/a.csv', version: '1', mapping: '' };
    const account = {
      position: 12,
      committed: new Map([['recorded' as const, 7]]),
      unchanged: new Map([['duplicate' as const, 2]]),
      rejects: new Map([['missing_field', 3]]),
      notes: new Map(),
      startedAt: '2026-03-01T00:00:00Z',
    };
    const receipt = receiptOf(identity, account, { status: 'finished', finishedAt: '2026-03-01T00:01:00Z' });
    deployment.exports.contents.set(
      'receipts/votes/a.csv/1/receipt.json',
      Buffer.from(JSON.stringify(receipt)),
    );
    deployment.exports.contents.set('receipts/votes/a.csv/1/rejects.jsonl', Buffer.from(''));

    await deployment.publish();
    const { rejects, imports } = deployment.latest<Operations>('votes', 'operations.json');
    expect(rejects).toEqual({ files: 2, read: 2, byReason: [{ reason: 'invalid_value', count: 2 }] });
    expect(imports).toMatchObject({ receipts: 1, finished: 1, failed: 0 });
    expect(imports.totals).toEqual(
      expect.arrayContaining([
        { what: 'rows', count: 12 },
        { what: 'recorded', count: 7 },
        { what: 'duplicate', count: 2 },
        { what: 'rejected', count: 3 },
      ]),
    );
    expect(imports.byReason).toEqual([{ reason: 'missing_field', count: 3 }]);
  });

  it('leaves out damaged rejects and receipts', async () => {
    deployment.exports.contents.set('rejects/votes/2026-03-01/damaged.json', Buffer.from('{"rejects": ['));
    deployment.exports.contents.set('receipts/votes/a.csv/1/receipt.json', Buffer.from('{"status": "?"}'));
    await deployment.publish();
    const { rejects, imports } = deployment.latest<Operations>('votes', 'operations.json');
    expect(rejects).toEqual({ files: 1, read: 0, byReason: [] });
    expect(imports).toMatchObject({ receipts: 1, read: 0 });
  });

  it('contains the results of single votes, and no pseudonym', async () => {
    await deployment.publish();
    const { ledger } = deployment.latest<Operations>('votes', 'operations.json');
    expect(ledger).toMatchObject({
      status: 'computed',
      concentration: { clinicians: 50, votes: 200, topTenthShare: 0.1, effectiveClinicians: 50 },
      firstRank: { of: 50 },
      voteStuffing: { screened: 50, flagged: 0 },
    });
    const pseudonyms = Array.from({ length: 50 }, (_, index) => SECRET.pseudonymOf(`clinician ${index}`));
    for (const [key, body] of deployment.snapshots.contents) {
      const text = Buffer.from(body).toString();
      for (const pseudonym of pseudonyms) expect(text.includes(pseudonym.slice(0, 12)), key).toBe(false);
    }
  });

  it('contains the agreement of ratings on the same item, but not the item', async () => {
    const store = (await deployment.store.existing('votes'))!;
    const ratings = Array.from({ length: 60 }, (_, index) => ({
      kind: 'rating' as const,
      study: 'votes',
      judgment: `r${index}`,
      clinician: SECRET.pseudonymOf(`clinician ${index % 30}`),
      specialty: 'cardiology',
      at: '2026-03-01T09:30:00Z',
      item: `question-${index % 10}`,
      model: 'a',
      scores: { accuracy: ([-1, 2, 0] as const)[index % 10 === 9 && index > 50 ? 2 : index % 2]! },
    }));
    await record(store, ratings, { source: 'queue', maxJudgments: 10, lookup: false });
    await deployment.publish();
    const { agreement } = deployment.latest<Operations>('votes', 'operations.json').ledger;
    // Each of thirty clinicians rated one question twice. The second rating does not count.
    expect(agreement).toMatchObject([{ criterion: 'accuracy', answers: 10, ratings: 30 }]);
    expect(agreement[0]!.alpha).toBe(1);
    for (const body of deployment.snapshots.contents.values())
      expect(Buffer.from(body).toString()).not.toContain('question-');
  });

  it('compares the raters of the same answer, if the answers of a model to one item differ', async () => {
    const store = (await deployment.store.existing('votes'))!;
    const ratings = Array.from({ length: 60 }, (_, index) => ({
      kind: 'rating' as const,
      study: 'votes',
      judgment: `r${index}`,
      clinician: SECRET.pseudonymOf(`clinician ${index % 30}`),
      specialty: 'cardiology',
      at: '2026-03-01T09:30:00Z',
      item: index < 30 ? 'question-1' : 'question-2',
      model: 'a',
      answer: `answer-${index % 2}`,
      scores: { accuracy: index % 2 === 0 ? (2 as const) : (-2 as const) },
    }));
    await record(store, ratings, { source: 'queue', maxJudgments: 10, lookup: false });
    await deployment.publish();
    const { agreement } = deployment.latest<Operations>('votes', 'operations.json').ledger;
    expect(agreement).toMatchObject([{ criterion: 'accuracy', answers: 2, ratings: 30, alpha: 1 }]);
    for (const body of deployment.snapshots.contents.values())
      expect(Buffer.from(body).toString()).not.toContain('answer-');
  });

  it('contains no results of single votes if too few clinicians voted', async () => {
    deployment.register('votes', '{ "suppressBelow": 51 }');
    await deployment.publish();
    expect(deployment.latest<Operations>('votes', 'operations.json').ledger).toEqual({
      status: 'not computed',
      explanation: 'Fewer than 51 clinicians have voted or rated.',
      concentration: null,
      firstRank: null,
      voteStuffing: null,
      agreement: [],
    });
  });

  it('reports whether counters and ledger agree, and lists the differences', async () => {
    await deployment.publish();
    expect(deployment.latest<Operations>('votes', 'operations.json').integrity).toMatchObject({
      status: 'checked',
      explanation: 'The counters are the sum of the 200 judgments in the ledger.',
    });
    const store = (await deployment.store.existing('votes'))!;
    const group = groupOf(SECRET.pseudonymOf('clinician 1'));
    const cell = { group, specialty: 'cardiology', x: 'a', y: 'b' };
    let seen = 0;
    for await (const one of store.cells([group]))
      if (one.x === 'a' && one.y === 'b') seen = one.counts.get('w5') ?? 0;
    await store.commit({ judgments: [], cells: [{ ...cell, counts: new Map([['w5', 1]]) }] });
    await deployment.publish();
    expect(deployment.latest<Operations>('votes', 'operations.json').integrity).toEqual({
      status: 'differs',
      explanation: '1 counters differ from the ledger: run recount.',
      differences: [{ ...cell, slot: 'w5', counter: seen + 1, ledger: seen }],
    });
  });
});

describe('the settings that decide claims', () => {
  const tolerating = (composite: number, more = '') =>
    `{ "title": "With votes", "tolerance": { "composite": ${composite} }${more} }`;
  const published = () => deployment.latest<Snapshot>('votes', 'snapshot.json');
  const lock = () => deployment.latest<Operations>('votes', 'operations.json').lock;
  const order = () =>
    deployment.exports.write(
      'state/votes.json',
      JSON.stringify({ schemaVersion: 1, study: 'votes', lock: '2026-03-01T00:00:00Z' }),
    );

  it('are locked at the first look after the first event, and a later change labels every snapshot post hoc', async () => {
    deployment.register('votes', tolerating(0.1));
    await deployment.publish();
    expect(lock()).toMatchObject({ at: '2026-03-01T00:15:00.000Z', snapshots: 0 });
    expect(published()).not.toHaveProperty('lock');
    expect(published()).not.toHaveProperty('postHoc');

    deployment.register('votes', tolerating(0.3));
    expect(await deployment.publish()).toMatchObject({ votes: 'published' });
    const label = [{ setting: 'tolerance.composite', locked: 0.1, now: 0.3 }];
    expect(published().postHoc).toEqual(label);
    await deployment.vote('votes', 230);
    await deployment.publish();
    expect(published().postHoc).toEqual(label);

    deployment.register('votes', tolerating(0.1, ', "suppressBelow": 6'));
    await deployment.publish();
    expect(published()).not.toHaveProperty('postHoc');
    expect(lock()).toMatchObject({ at: '2026-03-01T00:15:00.000Z', snapshots: 0 });
  });

  it('may change in a pilot, until an operator locks them or the study stops to be a pilot', async () => {
    deployment.register('votes', tolerating(0.1, ', "pilot": true'));
    await deployment.publish();
    deployment.register('votes', tolerating(0.2, ', "pilot": true'));
    await deployment.publish();
    expect(lock()).toBeUndefined();
    deployment.register('votes', tolerating(0.2));
    await deployment.publish();
    expect(lock()).toMatchObject({ snapshots: 2 });
  });

  it('are locked by an order, even before the first event and in a pilot', async () => {
    deployment.register('votes', tolerating(0.1, ', "pilot": true'));
    await deployment.publish();
    order();
    await deployment.publish();
    expect(published().lock).toMatchObject({ snapshots: 1 });

    deployment.register('early', '{}');
    deployment.exports.write(
      'state/early.json',
      JSON.stringify({ schemaVersion: 1, study: 'early', lock: '2026-03-01T00:00:00Z' }),
    );
    expect(await deployment.publish()).toMatchObject({ early: 'nothing recorded yet' });
    deployment.register('early', tolerating(0.4));
    await deployment.vote('early', 30);
    await deployment.publish();
    expect(deployment.latest<Snapshot>('early', 'snapshot.json').postHoc).toMatchObject([
      { setting: 'tolerance.composite', locked: 0.2, now: 0.4 },
    ]);
  });
});
