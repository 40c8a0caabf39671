import { describe, expect, it } from 'vitest';
import { checkStudies } from '../../../functions/check-integrity/check-studies.ts';
import { handleBatch } from '../../../functions/record-votes/handle-batch.ts';
import { GROUPS } from '../../../shared/ledger/cells/cell.ts';
import { batch, deployment, message, people, vote } from './deployment.ts';

type World = ReturnType<typeof deployment>;
const always = () => true;

/** Votes of two studies, and a third study that is only registered. */
async function twoStudies(): Promise<World> {
  const world = deployment();
  for (const study of ['other', 'quiet']) world.exports.write(`protocols/${study}.json`, '{}');
  const bodies = ['moove', 'other'].flatMap((study) => ['a', 'b', 'c'].map((id) => vote(id, { study })));
  await handleBatch(batch(...bodies.map((body, index) => message(String(index), body))), world, () => 30_000);
  return world;
}

const cellsOf = async ({ store }: World, study: string) =>
  Array.fromAsync((await store.existing(study))!.cells());

async function spoil({ store }: World, study: string): Promise<void> {
  const opened = (await store.existing(study))!;
  const [cell] = await Array.fromAsync(opened.cells());
  const [slot] = cell!.counts.keys();
  await opened.commit({ judgments: [], cells: [{ ...cell!, counts: new Map([[slot!, 7]]) }] });
}

describe('the daily check', () => {
  it('confirms that the counters of every group in every study are the sum of its ledger', async () => {
    const world = await twoStudies();
    const checks = await checkStudies(world, always);
    expect(checks.map(({ study }) => study).sort()).toEqual(['moove', 'other']);
    for (const check of checks)
      expect(check).toMatchObject({
        ...{ judgments: 3, differences: 0 },
        groups: { confirmed: 32, differing: 0, open: 0 },
      });
  });

  it('writes its result next to the receipts of each study', async () => {
    const world = await twoStudies();
    const checks = await checkStudies(world, always);
    expect(world.exports.keys('integrity/')).toEqual(['integrity/moove.json', 'integrity/other.json']);
    expect(world.exports.jsonOf('integrity/other.json')).toEqual(
      checks.find(({ study }) => study === 'other'),
    );
  });

  it('names the counters that differ, and changes none', async () => {
    const world = await twoStudies();
    await spoil(world, 'other');
    const before = await cellsOf(world, 'other');
    const checks = await checkStudies(world, always);
    expect(checks.find(({ study }) => study === 'other')).toMatchObject({
      differences: 1,
      groups: { differing: 1 },
    });
    expect(world.telemetry.counts.get('IntegrityDrift')).toBe(1);
    expect(world.telemetry.log.join('\n')).toMatch(/cardiology m1 m2 \w+: counted \d+, ledger \d+/);
    expect(await cellsOf(world, 'other')).toEqual(before);
  });

  it('counts the erasures that are not finished, without a clinician in the log', async () => {
    const world = await twoStudies();
    const clinician = people.pseudonymOf('anna');
    await (await world.store.existing('other'))!.markErased(clinician);
    await checkStudies(world, always);
    expect(world.telemetry.counts.get('ErasuresUnfinished')).toBe(1);
    expect(world.telemetry.log.join('\n')).toMatch(/erasures are not finished/);
    expect(world.telemetry.log.join('\n')).not.toContain(clinician.slice(0, 12));
  });

  it('reports groups as open if there was no time for them, and does not count the run as successful', async () => {
    const world = await twoStudies();
    let groups = 0;
    await checkStudies(world, () => groups++ < 10);
    expect(world.telemetry.counts.get('IntegrityConfirmed')).toBe(10);
    expect(world.telemetry.counts.get('IntegrityOpen')).toBe(54);
    expect(world.telemetry.counts.get('IntegrityRuns')).toBe(0);
  });

  it('begins each run with another group, so that several runs check a study that is too large for one', async () => {
    const world = await twoStudies();
    await spoil(world, 'moove');
    world.exports.contents.delete('protocols/other.json');
    let differing = 0;
    for (let run = 0; run < GROUPS; run += 1) {
      let groups = 0;
      const at = { ...world, now: () => 1_772_000_000_000 + run };
      const [check] = await checkStudies(at, () => groups++ < 1);
      differing += check!.groups.differing;
    }
    expect(differing).toBe(1);
  });

  it('checks the other studies if one cannot be read, and fails at the end', async () => {
    const world = await twoStudies();
    const existing: World['store']['existing'] = (study) =>
      study === 'moove' ? Promise.reject(new Error('no answer')) : world.store.existing(study);
    const broken = { ...world, store: { ...world.store, existing } };
    await expect(checkStudies(broken, always)).rejects.toThrow('not checked: moove');
    expect(world.exports.keys('integrity/')).toEqual(['integrity/other.json']);
    expect(world.telemetry.counts.get('IntegrityConfirmed')).toBe(32);
  });
});
