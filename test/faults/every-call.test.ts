import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../bench/faults/check.ts';
import { type Harness, startHarness } from '../../bench/faults/harness.ts';
import { drifted, jumpingClock, twoPublishers } from '../../bench/faults/scenarios.ts';
import { PROVOCATIONS, SITES } from '../../bench/faults/sites.ts';
import { runTrials, type Trial } from '../../bench/faults/trials.ts';
import { csvOfVotes } from '../../cli/generate/write.ts';
import { appUnderTest, logicalId } from '../infra/stack-under-test.ts';
import { grants, may } from '../infra/statements.ts';
import { FAULTS } from '../support/faults/wording.ts';
import { plainBucket } from '../support/objects.ts';
import type { RunningStack } from '../support/running-stack.ts';
import { judgmentsOf } from '../support/untidy-study.ts';

/**
 * One trial for each fault, at all sites that need no provocation. In addition, one trial with lost answers for each
 * provocation.
 */
const allSitesAtOnce = (burst: number): Trial[] => [
  ...FAULTS.map((fault) => ({
    study: `all-${fault.toLowerCase()}`,
    sites: SITES.filter(({ faults, provocation }) => faults.includes(fault) && !provocation),
    ...{ fault, burst },
  })),
  ...PROVOCATIONS.map((provocation) => ({
    study: `provoked-${provocation.replace(' ', '-')}`,
    sites: SITES.filter((site) => site.provocation === provocation),
    ...{ fault: 'failAfter' as const, burst },
  })),
];

// One fault of each kind at each place that calls AWS. `npm run faults` repeats each fault until the SDK gives up.
const TRIALS = allSitesAtOnce(1);

let harness: Harness;
let findings: ReadonlyMap<string, Finding>;
beforeAll(async () => {
  harness = await startHarness();
  const results = await runTrials(harness, TRIALS);
  findings = new Map(results.map((result) => [result.study, result]));
});
afterAll(() => harness?.stop());

/** Rights that Lambda uses itself: to write logs, and to poll the queue that invokes the function. */
const BY_LAMBDA = /^logs:|^sqs:(?!SendMessage)/;
/**
 * Rights without a call in this test. With the right to list, S3 reports a missing object and not a denied access. If a
 * transaction of an import counts no outcome, the import only checks that it owns its item. Only studies with more than
 * 200,000 judgments read the results of the daily check, and only studies with more than 20,000 are read by a scan.
 */
const NEVER_SEEN = [
  's3:ListBucket',
  'dynamodb:ConditionCheckItem',
  'dynamodb:Scan ledger',
  's3:GetObject exports/integrity/',
  // Public editions are deleted after an erasure only.
  's3:DeleteObject snapshots/public/',
];
/** A study that begins with a file. */
const FOUNDED_BY_IMPORT = 'founded-by-an-import';
const INTACT = { lost: 0, doubled: 0, wrong: [] };

test.each(TRIALS.map(({ study, fault }) => [study, fault]))(
  'the study %s has exact counts and receipts, and snapshots that match their manifests, after the fault %s',
  (study) => expect(findings.get(study)).toMatchObject(INTACT),
);

describe('the list of places that call AWS', () => {
  test('contains the places of all calls', () => {
    const listed = new Set(SITES.map(({ name }) => name));
    expect([...harness.proxy.sites.keys()].filter((name) => !listed.has(name))).toEqual([]);
  });

  test('has only places at which each of their faults occurred', () => {
    const missed = TRIALS.flatMap(({ sites, fault }) =>
      sites
        .filter(({ name }) => (harness.proxy.sites.get(name)?.[fault] ?? 0) === 0)
        .map(({ name }) => `${fault} at ${name}`),
    );
    expect(missed).toEqual([]);
  });
});

test('two concurrent publishers leave complete snapshots with a single history', async () => {
  expect(await twoPublishers(harness, 2)).toMatchObject(INTACT);
});

test('the newest snapshot is the latest one even if the clock of the publisher jumps by days and years', async () => {
  expect(await jumpingClock(harness)).toMatchObject(INTACT);
});

test('recount corrects counters that were changed by hand while votes arrive, and no others', async () => {
  expect(await drifted(harness)).toMatchObject({ ...INTACT, counters: 20, open: 0 });
});

test('no message becomes a dead letter in any of these studies', async () => {
  expect(await harness.deadLetters()).toEqual([]);
});

describe('the rights of a role', () => {
  const { stack } = appUnderTest();
  const all = grants(stack);
  const { recordVotes, importExport, publishSnapshot, checkIntegrity } = stack;
  const roles = new Map(
    [recordVotes.lambda, importExport.lambda, publishSnapshot.lambda, checkIntegrity.lambda].map((fn) => [
      logicalId(stack, fn.function),
      logicalId(stack, fn.role),
    ]),
  );
  // Messages or files may come first in the other studies, so this study has only a file.
  beforeAll(async () => {
    await sendStudyAsFile(harness.running, FOUNDED_BY_IMPORT);
    await harness.drained();
    const { stack } = harness.running;
    await stack.invoke('CheckIntegrityFunctionName', {});
    await stack.invoke('PublishSnapshotFunctionName', { study: FOUNDED_BY_IMPORT });
  });

  test('allow every call of its function', () => {
    const refused = [...harness.rights.values()].filter(
      ({ caller, action, resource }) => !may(all, roles.get(caller) ?? '', action, resource),
    );
    expect(refused).toEqual([]);
    expect(new Set([...harness.rights.values()].map(({ caller }) => caller))).toEqual(new Set(roles.keys()));
  });

  test('contain only rights that its function used, that Lambda uses, or that no call can prove', () => {
    const used = [...harness.rights.values()];
    const unused = all.filter(
      ({ role, effect, action, resource }) =>
        effect === 'Allow' &&
        [...roles.values()].includes(role) &&
        !BY_LAMBDA.test(action) &&
        !NEVER_SEEN.some((unseen) => `${action} ${resource}`.startsWith(unseen)) &&
        !used.some(
          (one) =>
            roles.get(one.caller) === role &&
            may([{ role, effect, action, resource }], role, one.action, one.resource),
        ),
    );
    expect(unused.map(({ role, action, resource }) => `${role}: ${action} ${resource}`)).toEqual([]);
  });
});

/** Registers a study with a public edition, and uploads a file for its owner and for an operator. The import creates the study, because there are no messages. */
async function sendStudyAsFile({ aws, output }: RunningStack, study: string): Promise<void> {
  const bucket = plainBucket(aws.s3, output('ExportsBucketName'));
  await bucket.put(`protocols/${study}.json`, '{"public": true, "suppressBelow": 1}');
  const rows = [...csvOfVotes(judgmentsOf(study, 1, 3))].join('');
  await bucket.put(`exports/${study}/votes.csv`, rows);
  await bucket.put(`operator/${study}/votes.csv`, rows);
}
