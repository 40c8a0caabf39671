import { dynamoClient, dynamoStores } from '../../shared/ledger/dynamodb/index.ts';
import { type PublishStage, publishStudy } from '../../shared/publication/index.ts';
import { MemoryObjectStore } from '../../test/support/memory-object-store.ts';
import { LOCAL, TABLES } from '../tables.ts';
import { PROTOCOL, STUDY } from '../workload.ts';

/** Seconds of one stage of a publication. */
interface StageTime {
  readonly stage: PublishStage;
  /** Processor seconds of all threads. */
  readonly processor: number;
  readonly elapsed: number;
}

/** The report of a process that published a study. */
export interface PublicationReport {
  readonly stages: readonly StageTime[];
  /** Peak resident memory, bytes. */
  readonly peakMemory: number;
}

/** `child.ts <endpoint of DynamoDB>`: publishes the study, with the store and the code of publish-snapshot. */
const client = dynamoClient({ ...LOCAL, endpoint: process.argv[2]! });
const { store } = dynamoStores(client, TABLES);
const study = await store.existing(STUDY);
if (!study) throw new Error('there is no study to publish');

const stages: StageTime[] = [];
let stage: PublishStage | null = null;
let began = { elapsed: performance.now(), processor: process.cpuUsage() };
const enter = (next: PublishStage | null) => {
  const { user, system } = process.cpuUsage(began.processor);
  const elapsed = (performance.now() - began.elapsed) / 1000;
  if (stage) stages.push({ stage, processor: (user + system) / 1e6, elapsed });
  stage = next;
  began = { elapsed: performance.now(), processor: process.cpuUsage() };
};
const { status } = await publishStudy({
  store: study,
  protocol: PROTOCOL,
  codeVersion: '0.0.0+00000000',
  exports: new MemoryObjectStore(),
  snapshots: new MemoryObjectStore(),
  now: () => new Date(),
  onStage: enter,
});
enter(null);
client.destroy();
if (status !== 'published') throw new Error(`the study is ${status}`);
const report: PublicationReport = { stages, peakMemory: process.resourceUsage().maxRSS * 1024 };
if (process.send) process.send(report);
else console.log(report);
