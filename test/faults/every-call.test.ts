import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appUnderTest, logicalId } from '../infra/stack-under-test.ts';
import { grants, may } from '../infra/statements.ts';
import type { Finding } from './check.ts';
import { type Harness, startHarness } from './harness.ts';
import { drifted, jumpingClock, twoPublishers } from './scenarios.ts';
import { SITES } from './sites.ts';
import { feedByFileAlone } from './small-study.ts';
import { allSitesAtOnce, runTrials } from './trials.ts';

// One fault of each kind at each place that calls AWS. `npm run faults` goes on until the SDK gives up.
const TRIALS = allSitesAtOnce(1);

let harness: Harness;
let findings: ReadonlyMap<string, Finding>;
beforeAll(async () => {
  harness = await startHarness();
  const results = await runTrials(harness, TRIALS);
  findings = new Map(results.map((result) => [result.study, result]));
});
afterAll(() => harness?.stop());

/** What Lambda does by it: writing logs, and polling the queue that invokes the function. */
const BY_LAMBDA = /^logs:|^sqs:(?!SendMessage)/;
/**
 * What no call here shows: listing is what makes S3 say that an object is missing, and not that it is forbidden; an import
 * whose transaction counts no outcome only checks that it still holds its item; and what the daily check found is
 * read for studies of more than 200,000 judgments.
 */
const NEVER_SEEN = ['s3:ListBucket', 'dynamodb:ConditionCheckItem', 's3:GetObject exports/integrity/'];
const INTACT = { lost: 0, doubled: 0, wrong: [] };

test.each(TRIALS.map(({ study, fault }) => [study, fault]))(
  'the study %s is whole after %s: nothing lost, nothing counted twice, receipts exact, snapshots as their manifests say',
  (study) => expect(findings.get(study)).toMatchObject(INTACT),
);

describe('the list of places that call AWS is complete', () => {
  test('no call was made from a place that faults are not put into', () => {
    const listed = new Set(SITES.map(({ name }) => name));
    expect([...harness.proxy.sites.keys()].filter((name) => !listed.has(name))).toEqual([]);
  });

  test('and each met what can go wrong there', () => {
    const missed = TRIALS.flatMap(({ sites, fault }) =>
      sites
        .filter(({ name }) => (harness.proxy.sites.get(name)?.[fault] ?? 0) === 0)
        .map(({ name }) => `${fault} at ${name}`),
    );
    expect(missed).toEqual([]);
  });
});

test('two publishers at once leave every snapshot whole, in one line of descent', async () => {
  expect(await twoPublishers(harness, 2)).toMatchObject(INTACT);
});

test('a publisher whose clock jumps by days and years leaves the newest snapshot as the latest', async () => {
  expect(await jumpingClock(harness)).toMatchObject(INTACT);
});

test('counters that were spoilt by hand are set right while votes arrive, and no other is touched', async () => {
  expect(await drifted(harness)).toMatchObject({ ...INTACT, counters: 20, open: 0 });
});

test('and no message became a dead letter', async () => {
  expect(await harness.deadLetters()).toEqual([]);
});

describe('what a role is granted', () => {
  const { stack } = appUnderTest();
  const all = grants(stack);
  const { recording, importing, publishing, checking } = stack;
  const roles = new Map(
    [recording.recordVotes, importing.importExport, publishing.publishSnapshot, checking.checkIntegrity].map(
      (fn) => [logicalId(stack, fn.function), logicalId(stack, fn.role)],
    ),
  );
  // In the other studies it may be messages or files that come first.
  beforeAll(async () => {
    await feedByFileAlone(harness.running, 'founded-by-an-import');
    await harness.drained();
    await harness.running.stack.invoke('CheckIntegrityFunctionName', {});
  });

  test('allows every call that its function made', () => {
    const refused = [...harness.rights.values()].filter(
      ({ caller, action, resource }) => !may(all, roles.get(caller) ?? '', action, resource),
    );
    expect(refused).toEqual([]);
    expect(new Set([...harness.rights.values()].map(({ caller }) => caller))).toEqual(new Set(roles.keys()));
  });

  test('is no more than its function used; but for what Lambda does by it, and what no call shows', () => {
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
