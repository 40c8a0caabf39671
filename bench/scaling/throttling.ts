import type { Pseudonym } from '../../shared/ledger/cells/index.ts';
import { type Pseudonymous, record } from '../../shared/ledger/index.ts';
import type { Random } from '../../shared/lib/index.ts';
import { PARTITION_UNITS_PER_SECOND } from './model.ts';
import { throttledStore } from './throttled-store.ts';
import { VirtualTime } from './virtual-time.ts';

/** As deployed: concurrent batches, messages per batch, and times in ms. */
const DEPLOYED = {
  workers: 10,
  batch: 100,
  maxJudgments: 10,
  timeout: 60_000,
  reserve: 5_000,
  visibility: 360_000,
  window: 5_000,
};
/** Judgments per second that one partition of the counters can take, with one cell written per judgment. */
const CAPACITY_JUDGMENTS_PER_SECOND = PARTITION_UNITS_PER_SECOND / 2;

export interface Load {
  /** Judgments per second, as a multiple of the partition's capacity. */
  readonly load: number;
  readonly seconds: number;
}

export interface Converged extends Load {
  readonly judgments: number;
  /** Judgments written per judgment sent: 1 if none is lost or doubled. */
  readonly recorded: number;
  /** Used share of the partition's capacity, from the first message until the last one arrived. */
  readonly used: number;
  /** Attempts per committed transaction. */
  readonly tries: number;
  /** Returns of messages to the queue, per message. */
  readonly handedBack: number;
  /** Largest number of receives of a message. At the queue's limit it would move to the dead-letter queue. */
  readonly receives: number;
  /** Seconds from the last message sent until all were recorded. */
  readonly settled: number;
}

interface Message {
  readonly event: Pseudonymous;
  readonly visibleAt: number;
  readonly receives: number;
}

/**
 * Sends judgments of clinicians in a single group, which is the worst case. It uses the real recording code
 * with its real retry policy, on simulated time.
 */
export async function throttle(
  events: readonly Pseudonymous[],
  { load, seconds }: Load,
  random: Random,
): Promise<Converged> {
  const time = new VirtualTime();
  const { store, counts } = await throttledStore(time);
  const judgments = Math.min(events.length, Math.round(load * CAPACITY_JUDGMENTS_PER_SECOND * seconds));
  const queue: Message[] = inOneGroup(events.slice(0, judgments)).map((event, index) => ({
    ...{ event, receives: 0 },
    visibleAt: (index / judgments) * seconds * 1000,
  }));
  let [open, handedBack, receives, usedByEnd] = [judgments, 0, 0, 0];

  const take = (): Message[] => {
    const ready = queue.filter(({ visibleAt }) => visibleAt <= time.now()).slice(0, DEPLOYED.batch);
    for (const message of ready) queue.splice(queue.indexOf(message), 1);
    return ready;
  };
  const work = async (): Promise<void> => {
    while (open > 0) {
      const messages = take();
      if (messages.length === 0) await time.sleep(DEPLOYED.window * random.uniform());
      else await runBatch(messages);
    }
  };
  const runBatch = async (messages: readonly Message[]): Promise<void> => {
    const begun = time.now();
    const results = await record(
      store,
      messages.map(({ event }) => event),
      {
        ...{ source: 'queue', maxJudgments: DEPLOYED.maxJudgments, lookup: false },
        deadline: () => begun + DEPLOYED.timeout - DEPLOYED.reserve - time.now(),
        ...{ sleep: time.sleep, random: random.uniform },
      },
    );
    for (const [index, result] of results.entries()) {
      const message = messages[index]!;
      receives = Math.max(receives, message.receives + 1);
      if ('outcome' in result) open -= 1;
      else {
        handedBack += 1;
        queue.push({ ...message, receives: message.receives + 1, visibleAt: begun + DEPLOYED.visibility });
      }
    }
    if (time.now() <= seconds * 1000) usedByEnd = counts.judgments;
  };
  await time.run(Promise.all(Array.from({ length: DEPLOYED.workers }, work)));
  return {
    ...{ load, seconds, judgments, receives },
    recorded: counts.judgments / judgments,
    used: usedByEnd / (CAPACITY_JUDGMENTS_PER_SECOND * seconds),
    tries: counts.tries / counts.committed,
    handedBack: handedBack / judgments,
    settled: time.now() / 1000 - seconds,
  };
}

/** The events with all clinicians moved into one group, which the first four digits of a pseudonym determine. */
const inOneGroup = (events: readonly Pseudonymous[]): Pseudonymous[] =>
  events.map((event) => ({ ...event, clinician: `0007${event.clinician.slice(4)}` as Pseudonym }));
