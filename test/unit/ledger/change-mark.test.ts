import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginLook } from '../../../functions/publish-snapshot/last-look.ts';
import { defaultProtocol } from '../../../shared/contracts/protocol.ts';
import { ChangeMark, MARK_ANNOUNCES } from '../../../shared/ledger/dynamodb/change-mark.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';

const MINUTE = 60_000;
const RUN = 15 * MINUTE;
const ABOUT = { protocol: defaultProtocol(), codeVersion: '0.1.0+00000000' };

/** A table with one number, and a clock that only tests advance. */
class World {
  now = Date.UTC(2026, 2, 1);
  raised = 0;
  fails = false;
  readonly objects = new MemoryObjectStore();

  /** The mark as a new process sees it. @param skew milliseconds by which the clock of this process is ahead */
  process(skew = 0): ChangeMark {
    const send = async () => {
      if (this.fails) throw new Error('throttled');
      this.raised += 1;
    };
    const client = { send } as unknown as DynamoDBClient;
    return new ChangeMark(
      { client, tables: { ledger: 'ledger', counters: 'counters' } },
      'study',
      () => this.now + skew,
    );
  }

  look(about = ABOUT) {
    const store = { changeMark: async () => (this.raised === 0 ? null : String(this.raised)) };
    return beginLook('study', about, { store, exports: this.objects, now: () => this.now });
  }

  /** A run of the publisher. @returns whether it read the study */
  async publish(read: () => void = () => {}): Promise<boolean> {
    const look = await this.look();
    if (look.isIdle) return false;
    read();
    await look.conclude();
    return true;
  }

  /** Runs of the publisher, one every 15 minutes. @returns the number that read the study */
  async publishFor(minutes: number): Promise<number> {
    let looks = 0;
    for (let passed = 0; passed < minutes; passed += 15) {
      this.now += 15 * MINUTE;
      if (await this.publish()) looks += 1;
    }
    return looks;
  }
}

describe('the change mark of a study', () => {
  it('is raised once per minute and process, however many writes it announces', async () => {
    const world = new World();
    const [one, other] = [world.process(), world.process()];
    await Promise.all([one.announce(), one.announce(), one.announce()]);
    world.now += 59_999;
    await one.announce();
    expect(world.raised).toBe(1);
    await other.announce();
    world.now += 1;
    await one.announce();
    expect(world.raised).toBe(3);
  });

  it('is raised again if the clock of the process has jumped back', async () => {
    const world = new World();
    const mark = world.process();
    await mark.announce();
    world.now -= 3 * MINUTE;
    await mark.announce();
    expect(world.raised).toBe(2);
  });

  it('announces nothing if the store does not confirm it', async () => {
    const world = new World();
    const mark = world.process();
    world.fails = true;
    await expect(mark.announce()).rejects.toThrow('throttled');
    world.fails = false;
    await mark.announce();
    expect(world.raised).toBe(1);
  });
});

describe('a publisher', () => {
  it('looks three times after the last change, and then once a day', async () => {
    const world = new World();
    await world.process().announce();
    expect(await world.publishFor(60)).toBe(3);
    expect(await world.publishFor(23 * 60)).toBe(0);
    expect(await world.publishFor(24 * 60)).toBe(1);
  });

  it('looks at a study without a mark each time, and at a marked study without a last look', async () => {
    const world = new World();
    expect(await world.publishFor(120)).toBe(8);
    await world.process().announce();
    expect(await world.publish()).toBe(true);
  });

  it('looks if the object with its last look is damaged', async () => {
    const world = new World();
    await world.process().announce();
    await world.publishFor(120);
    expect(await world.publish()).toBe(false);
    world.objects.write('looks/study.json', '{"mark": 7');
    expect(await world.publish()).toBe(true);
  });

  it('looks at an idle study if its protocol or the code has changed', async () => {
    const world = new World();
    await world.process().announce();
    await world.publishFor(120);
    expect((await world.look()).isIdle).toBe(true);
    const protocol = { ...ABOUT.protocol, title: 'New' };
    expect((await world.look({ ...ABOUT, protocol })).isIdle).toBe(false);
    expect((await world.look({ ...ABOUT, codeVersion: '0.1.0+00000001' })).isIdle).toBe(false);
  });

  it('looks again after a look that ended before it was concluded', async () => {
    const world = new World();
    await world.process().announce();
    await world.publishFor(120);
    await world.process().announce();
    expect((await world.look()).isIdle).toBe(false);
    expect(await world.publish()).toBe(true);
  });

  it('keeps the look of the publisher that concluded first', async () => {
    const world = new World();
    await world.process().announce();
    const slow = await world.look();
    world.now += MINUTE;
    const quick = await world.look();
    await quick.conclude();
    const kept = world.objects.textOf('looks/study.json');
    await slow.conclude();
    expect(world.objects.textOf('looks/study.json')).toBe(kept);
  });

  it('looks in each run while its clock is behind the time of its last look', async () => {
    const world = new World();
    await world.process().announce();
    world.now += 365 * 24 * 60 * MINUTE;
    await world.publishFor(120);
    world.now -= 365 * 24 * 60 * MINUTE;
    expect(await world.publish()).toBe(true);
    expect(await world.publishFor(60)).toBe(2);
  });
});

/** A write: the time at which the process asks for its mark, and the delay until the write takes effect. */
const writes = fc.array(
  fc.record({
    process: fc.nat(2),
    at: fc.oneof(fc.integer({ min: 0, max: 2 * MINUTE }), fc.integer({ min: 0, max: 180 * MINUTE })),
    delay: fc.oneof(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 0, max: RUN })),
  }),
  { minLength: 1, maxLength: 12 },
);
const skews = fc.array(fc.integer({ min: -86_400_000, max: 86_400_000 }), { minLength: 3, maxLength: 3 });

describe('a change that takes effect up to a whole run after its mark', () => {
  /** Runs writers and publishers in virtual time. @returns the number of writes that no look has read one hour later */
  async function missedWrites(
    given: readonly { process: number; at: number; delay: number }[],
    ahead: readonly number[],
    conclude: boolean[] = [],
  ): Promise<number> {
    const world = new World();
    const start = world.now;
    const processes = ahead.map((skew) => world.process(skew));
    let written = 0;
    let read = 0;
    const steps: { at: number; run: () => Promise<unknown> }[] = [];
    for (const { process, at, delay } of given) {
      steps.push({ at, run: () => processes[process]!.announce() });
      steps.push({
        at: at + delay,
        run: async () => {
          written += 1;
        },
      });
    }
    const end = Math.max(...steps.map(({ at }) => at));
    for (let at = 0, round = 0; at <= end + 15 * MINUTE; at += 15 * MINUTE, round += 1)
      steps.push({
        at,
        run: async () => {
          const look = await world.look();
          if (look.isIdle) return;
          read = written;
          if (conclude[round] ?? true) await look.conclude();
        },
      });
    steps.sort((a, b) => a.at - b.at);
    for (const { at, run } of steps) {
      world.now = start + at;
      await run();
    }
    return written - read;
  }

  it('is read by the next run of the publisher, whatever the clocks of the writers show', async () => {
    await fc.assert(
      fc.asyncProperty(
        writes,
        skews,
        fc.array(fc.boolean(), { maxLength: 12 }),
        async (given, ahead, ended) => {
          expect(await missedWrites(given, ahead, ended)).toBe(0);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is read although two publishers looked between the mark and the change', async () => {
    // Both writes have the mark of the first one. The second takes effect after the look at 15 minutes.
    const late = [
      { process: 0, at: 0, delay: 0 },
      { process: 0, at: MINUTE - 1, delay: RUN },
    ];
    expect(await missedWrites(late, [0])).toBe(0);
    expect(MARK_ANNOUNCES).toBeGreaterThan(RUN + MINUTE);
  });
});
