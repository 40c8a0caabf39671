import type { Random } from '../../local/generate/random.ts';
import type { Pseudonym } from '../../shared/contracts/pseudonym.ts';
import type { Pseudonymous } from '../../shared/judgments/apply.ts';
import { record } from '../../shared/store/record.ts';
import { PARTITION_UNITS } from './model.ts';
import { throttledStore } from './throttled-store.ts';
import { VirtualTime } from './virtual-time.ts';

/** As deployed: batches at once, messages of a batch, and times in ms. */
const DEPLOYED = {
  workers: 10,
  batch: 100,
  maxJudgments: 10,
  timeout: 60_000,
  reserve: 5_000,
  visibility: 360_000,
  window: 5_000,
};
/** Judgments a second that one partition of the counters takes, of which each writes a cell. */
const CAPACITY = PARTITION_UNITS / 2;

export interface Load {
  /** Judgments a second, as a multiple of what the partition takes. */
  readonly load: number;
  readonly seconds: number;
}

export interface Converged extends Load {
  readonly judgments: number;
  /** Judgments written, of those sent: 1 where nothing is lost or doubled. */
  readonly recorded: number;
  /** Share of the partition's capacity that was used, from the first message until the last one came. */
  readonly used: number;
  /** Tries for each transaction that went through. */
  readonly tries: number;
  /** Messages handed back to the queue, for each message. */
  readonly handedBack: number;
  /** Most receives of a message: at the queue's limit it would become a dead letter. */
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
 * Sends judgments of clinicians who all fall into one group, the worst case, through the real recording code under
 * its real retry policy, on simulated time.
 */
export async function throttle(
  events: readonly Pseudonymous[],
  { load, seconds }: Load,
  random: Random,
): Promise<Converged> {
  const time = new VirtualTime();
  const { store, counts } = await throttledStore(time);
  const judgments = Math.min(events.length, Math.round(load * CAPACITY * seconds));
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
    used: usedByEnd / (CAPACITY * seconds),
    tries: counts.tries / counts.committed,
    handedBack: handedBack / judgments,
    settled: time.now() / 1000 - seconds,
  };
}

/** The events with clinicians of one group: it is told by the first four digits of the pseudonym. */
const inOneGroup = (events: readonly Pseudonymous[]): Pseudonymous[] =>
  events.map((event) => ({ ...event, clinician: `0007${event.clinician.slice(4)}` as Pseudonym }));
