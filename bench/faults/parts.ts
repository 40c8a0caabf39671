import { calm } from '../../test/support/faults/choose.ts';
import { FAULTS } from '../../test/support/faults/wording.ts';
import type { Finding } from './check.ts';
import type { Harness } from './harness.ts';
import type { Part } from './report.ts';
import { drifted, jumpingClock, outage, twoPublishers } from './scenarios.ts';
import { soak } from './soak.ts';
import { eachSiteAlone, runTrials } from './trials.ts';

/** More than the four attempts of the SDK. */
const FAULTS_IN_A_ROW = 5;
/** Number of studies that are processed at the same time. */
const CONCURRENT_STUDIES = 17;

/** The parts of the suite, by name on the command line. */
export const FAULT_PARTS: ReadonlyMap<string, (harness: Harness) => Promise<Part[]>> = new Map([
  ['calls', calls],
  ['outages', outages],
  ['publishers', publishers],
  ['drift', drift],
  ['soak', soaking],
]);

/** Runs a part and counts its faults. */
async function part<F extends Finding>(
  { proxy }: Harness,
  name: string,
  work: () => Promise<readonly F[]>,
  remarkOn: (findings: readonly F[]) => string = () => '',
): Promise<Part> {
  console.error(`${name} …`);
  const faults = () => FAULTS.reduce((total, fault) => total + proxy.total()[fault], 0);
  const before = faults();
  const findings = await work();
  proxy.choose(calm);
  return { name, findings, faults: faults() - before, remark: remarkOn(findings) };
}

async function calls(harness: Harness): Promise<Part[]> {
  const trials = eachSiteAlone(FAULTS_IN_A_ROW);
  const work = async () => {
    const findings: Finding[] = [];
    for (let from = 0; from < trials.length; from += CONCURRENT_STUDIES) {
      findings.push(...(await runTrials(harness, trials.slice(from, from + CONCURRENT_STUDIES))));
      console.error(`  ${findings.length} of ${trials.length} studies`);
    }
    return findings;
  };
  return [await part(harness, 'each call fails with each fault, five times in a row', work)];
}

async function outages(harness: Harness): Promise<Part[]> {
  const parts: Part[] = [];
  for (const service of ['dynamodb', 's3'] as const)
    parts.push(
      await part(
        harness,
        `${service} is down while the queue fills, then SQS is slow`,
        async () => [await outage(harness, service)],
        ([found]) => `${Math.round(found!.secondsToRecover)} s to recover`,
      ),
    );
  return parts;
}

async function publishers(harness: Harness): Promise<Part[]> {
  return [
    await part(harness, 'two concurrent publishers, ten times', async () => [
      await twoPublishers(harness, 10),
    ]),
    await part(harness, 'the clock of the publisher jumps by days and years', async () => [
      await jumpingClock(harness),
    ]),
  ];
}

async function drift(harness: Harness): Promise<Part[]> {
  return [
    await part(
      harness,
      '20 counters are changed by hand, and corrected while votes arrive',
      async () => [await drifted(harness)],
      ([found]) => `${found!.counters} counters corrected, ${found!.open} cells not checked`,
    ),
  ];
}

async function soaking(harness: Harness): Promise<Part[]> {
  return [
    await part(
      harness,
      'an hour of votes in minutes, with random faults and kills',
      async () => [await soak(harness)],
      ([found]) => `${count(found!.deliveries)} deliveries, ${found!.kills} kills`,
    ),
  ];
}

const count = (number: number): string => number.toLocaleString('en-GB');
