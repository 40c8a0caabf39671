import { bucketReceipts } from '../../../functions/import-export/bucket-receipts.ts';
import { handleBatch } from '../../../functions/record-votes/handle-batch.ts';
import { defaultProtocol } from '../../../shared/contracts/protocol.ts';
import { parseMapping } from '../../../shared/imports/formats/parse-mapping.ts';
import { importFile } from '../../../shared/imports/import-file.ts';
import type { ImportPace } from '../../../shared/imports/pace.ts';
import { receiptFolder } from '../../../shared/imports/receipt-keys.ts';
import { record } from '../../../shared/ledger/run.ts';
import type { Random } from '../../../shared/lib/random.ts';
import { sourceOf } from '../../unit/imports/bytes.ts';
import { Crash, Crasher } from '../../unit/imports/crash.ts';
import { faultyStore } from '../../unit/ledger/faulty-store.ts';
import { batch, type deployment, message } from '../functions/deployment.ts';
import type { Input, Message, StudyFile } from './statements.ts';

export type World = ReturnType<typeof deployment>;

/** The folder of a file's receipt. */
export const folderOf = (file: StudyFile): string => receiptFolder(identityOf(file));

const mappingOf = ({ mapping }: StudyFile) => {
  if (mapping === undefined) return null;
  const parsed = parseMapping(JSON.stringify(mapping));
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed;
};
const identityOf = (file: StudyFile) => ({
  ...{ study: 'moove', object: file.name, version: 'v1' },
  mapping: mappingOf(file)?.hash ?? '',
});

/** Methods of ports at which a worker may end. */
const IMPORT_LOG = ['takeOver', 'keepSurvey', 'join', 'plan', 'checkpoint', 'read', 'finish'] as const;
const OBJECTS = ['put', 'upload', 'text', 'remove'] as const;

/** Delivers inputs to a deployment. Workers end at random calls, and run out of time. */
export class Deliveries {
  readonly #world: World;
  readonly #random: Random;

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
  }

  /**
   * Delivers all inputs. Several are in progress at the same time, except files that the rows of other files decide upon.
   */
  async deliver(inputs: readonly Input[]): Promise<void> {
    let open: Input[] = [];
    for (const input of inputs) {
      if (isExclusive(input)) {
        while (!(await this.#attempt(input)));
        continue;
      }
      open.push(input);
      if (this.#random.below(3) > 0) open = await this.#advance(open);
    }
    while (open.length > 0) open = await this.#advance(open);
  }

  /** Attempts one or two inputs at the same time. Returns those that are not done. */
  async #advance(open: readonly Input[]): Promise<Input[]> {
    const shuffled = this.#random.shuffle([...open]);
    const tried = shuffled.splice(0, 1 + this.#random.below(2));
    const isDone = await Promise.all(tried.map((input) => this.#attempt(input)));
    return [...shuffled, ...tried.filter((_, index) => !isDone[index])];
  }

  #attempt(input: Input): Promise<boolean> {
    const { random } = this;
    const crasher =
      random.below(3) === 0
        ? new Crasher(1 + random.below(14), random.below(2) === 0 ? 'before' : 'after')
        : new Crasher();
    return input.type === 'message' ? this.#send(input, crasher) : this.#import(input, crasher);
  }

  get random(): Random {
    return this.#random;
  }

  async #send({ name, body }: Message, crasher: Crasher): Promise<boolean> {
    const services = {
      ...this.#world,
      exports: crasher.around(this.#world.exports, ['put']),
      store: this.#store(crasher),
    };
    const { batchItemFailures } = await handleBatch(batch(message(name, body)), services, () =>
      crasher.dead ? 0 : 60_000,
    );
    return !crasher.dead && batchItemFailures.length === 0;
  }

  async #import(file: StudyFile, crasher: Crasher): Promise<boolean> {
    const { exports, stores } = this.#world;
    const identity = identityOf(file);
    try {
      const { status } = await importFile({
        identity,
        mapping: mappingOf(file)?.mapping ?? null,
        source: sourceOf(file.bytes),
        fileTime: '2026-05-01T00:00:00Z',
        protocol: defaultProtocol(),
        pseudonymisers: this.#world.pseudonymisers,
        pace: this.#pace(file.statements.length),
        stores: {
          imports: crasher.around(stores.imports, IMPORT_LOG),
          store: this.#store(crasher),
          record: (store, events, options) => record(store, events, { ...options, sleep: async () => {} }),
        },
        receipts: bucketReceipts(crasher.around(exports, OBJECTS), identity),
      });
      return status !== 'paused';
    } catch (error) {
      if (error instanceof Crash || crasher.dead) return false;
      throw error;
    }
  }

  /** A pace with windows of few records, which may run out of time. */
  #pace(rows: number): ImportPace {
    let looks = this.#random.below(3) === 0 ? 3 + this.#random.below(8) : Number.POSITIVE_INFINITY;
    const left = () => (looks-- > 0 ? 100_000 : 0);
    return { left, reserve: 200, now: () => 0, largest: 1 + this.#random.below(4) + Math.floor(rows / 4) };
  }

  #store(crasher: Crasher) {
    const { store } = this.#world;
    const next = () => (this.#random.below(8) === 0 ? 'stale' : 'none');
    return {
      ...store,
      open: async (...given: Parameters<typeof store.open>) =>
        crasher.around(
          faultyStore(await store.open(...given), next, async () => {}),
          ['enter', 'read', 'commit'],
        ),
    };
  }
}

/** Whether rows that other files count decide on a file. */
const isExclusive = (input: Input): boolean =>
  input.type === 'file' && ['positional', 'described'].includes(input.identity);
