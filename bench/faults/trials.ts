import pMap from 'p-map';
import { type Spoilt, spoiling } from '../../test/support/faults/choose.ts';
import type { Fault } from '../../test/support/faults/wording.ts';
import { compareStudy, type Finding } from './check.ts';
import { type Harness, SECRET } from './harness.ts';
import { type Provocation, SITES, type Site } from './sites.ts';
import { SMALL, type StudySize, sendStudy } from './small-study.ts';

/** A study that is processed while calls about it have one kind of fault. */
export interface Trial {
  readonly study: string;
  readonly sites: readonly Site[];
  readonly fault: Fault;
  readonly burst: number;
}

export interface Result extends Trial, Finding {
  /** Number of scheduled runs until the study was published. */
  readonly runs: number;
}

/** One trial for each site and fault. The fault occurs so often in a row that the SDK gives up. */
export const eachSiteAlone = (burst: number): Trial[] =>
  SITES.flatMap((site, number) =>
    site.faults.map((fault) => ({
      study: `site-${String(number).padStart(2, '0')}-${fault.toLowerCase()}`,
      ...{ sites: [site], fault, burst },
    })),
  );

/** Processes the studies of all trials at the same time, waits until the queues are empty, and checks each study. */
export async function runTrials(harness: Harness, trials: readonly Trial[]): Promise<Result[]> {
  const { running, proxy } = harness;
  await harness.cool();
  proxy.choose(spoiling(trials.flatMap((trial) => [faultyCalls(trial), ...provocations(trial)])));
  const sent = await pMap(
    trials,
    (trial, index) => sendStudy(running, trial.study, 10 * index + 1, studySize(trial)),
    {
      concurrency: 4,
    },
  );
  await harness.drained();
  const concerned = (site: string) => trials.some(({ sites }) => sites.some(({ name }) => name === site));
  const whole = concerned('s3 ListObjectsV2 protocols');
  const differing = whole || concerned('s3 PutObject integrity') ? await harness.checkIntegrity() : [];
  const runsOfAll = whole ? await harness.publish() : 0;
  return pMap(
    sent,
    async (one, index) => {
      const runs = whole ? runsOfAll : await harness.publish(one.study);
      const finding = await compareStudy(running, SECRET, one);
      const wrong = [
        ...finding.wrong,
        ...(differing.includes(one.study) ? ['the daily check reports drift'] : []),
      ];
      return { ...trials[index]!, ...finding, wrong, runs };
    },
    { concurrency: 2 },
  );
}

const faultyCalls = ({ study, sites, fault, burst }: Trial): Spoilt => ({
  ...{ study, fault, burst },
  sites: new Set(sites.map(({ name }) => name)),
});

const isProvoked = ({ sites }: Trial, provocation: Provocation): boolean =>
  sites.some((site) => site.provocation === provocation);

/**
 * Faults that cause the provocations. If the protocol cannot be read, messages return until they are suspects. Writes
 * are slow until a run hands its file over to the next run.
 */
function provocations(trial: Trial): Spoilt[] {
  const { study } = trial;
  const many = (fault: Fault, site: string, burst: number, provokes?: string): Spoilt => ({
    study,
    fault,
    sites: new Set([site]),
    burst,
    ...(provokes !== undefined && { provokes }),
  });
  return [
    ...(isProvoked(trial, 'suspects') ? [many('failBefore', 's3 GetObject protocols', 90)] : []),
    ...(isProvoked(trial, 'long file')
      ? [many('stall', 'dynamodb TransactWriteItems', 0, 'sqs SendMessage imports')]
      : []),
    ...(isProvoked(trial, 'given up')
      ? [many('failBefore', 's3 UploadPart receipts', 12, 's3 AbortMultipartUpload receipts')]
      : []),
  ];
}

const studySize = (trial: Trial): StudySize => ({
  ...SMALL,
  ...(isProvoked(trial, 'long file') && { exported: 3000 }),
  ...((isProvoked(trial, 'many rejects') || isProvoked(trial, 'given up')) && { broken: 5000 }),
});
