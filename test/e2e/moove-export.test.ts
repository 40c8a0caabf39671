import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Vote } from '../../shared/contracts/event.ts';
import { primum } from '../support/command-line.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const inFolder = (...names: string[]) => join(folder, ...names);
const SIZE = ['--votes', '600', '--clinicians', '40', '--models', '3', '--specialties', '2', '--seed', '5'];
const PROTOCOL = ['--protocol', inFolder('moove', 'protocol.json')];

async function run(...parameters: string[]): Promise<{ stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await primum(parameters, { cwd: folder });
  expect(code, stdout + stderr).toBe(0);
  return { stdout, stderr };
}

beforeAll(async () => {
  await run('generate', inFolder('moove'), ...SIZE, '--format', 'moove');
  await run('generate', inFolder('jsonl'), ...SIZE);
});

/** A vote without the facts that a MOOVE export cannot hold: accuracy, and "both bad". */
function asInMoove({ scores = {}, outcome, ...vote }: Vote): object {
  const cards = Object.entries(scores).map(([model, { accuracy: _, ...card }]) => [model, card]);
  return {
    ...vote,
    outcome: outcome === 'both_bad' ? 'tie' : outcome,
    scores: Object.fromEntries(cards.filter(([, card]) => Object.keys(card!).length > 0)),
  };
}

/** The figures of an audit, and the number of items that its evidence names. */
async function audited(file: string): Promise<{ figures: object; items: number }> {
  const out = `${file}-out`;
  const { stdout } = await run('audit', file, ...PROTOCOL, '--study', 'moove-demo', '--out', out);
  const published = dirname(/^Report: (.*)$/m.exec(stdout)?.[1] ?? '');
  const {
    inputs: _,
    evidence,
    ...figures
  } = JSON.parse(readFileSync(join(published, 'snapshot.json'), 'utf8'));
  return { figures, items: evidence.items };
}

describe('A generated MOOVE export', () => {
  test('lies next to its mapping and its protocol, and can be inspected without a reject or an open question', async () => {
    const { stdout } = await run('inspect', inFolder('moove', 'moove.jsonl'), ...PROTOCOL);
    expect(stdout).toContain('read as MOOVE export');
    expect(stdout).toContain('Records read: 600');
    expect(stdout).toMatch(/"relevance_and_completeness":/);
    expect(stdout).not.toMatch(/Missing|Rejected|safety-critical/);
  });

  test('has the same counts and the same audit as the same study in JSONL', async () => {
    const linesOf = (name: string) => readFileSync(name, 'utf8').trim().split('\n');
    const events = linesOf(inFolder('jsonl', 'events.jsonl'));
    // The export names the questions, and its records are in the order of the events.
    const questions = linesOf(inFolder('moove', 'moove.jsonl')).map((line) => JSON.parse(line).question);
    const file = inFolder('jsonl', 'as-in-moove.jsonl');
    const named = events.map((line, at) => ({ ...asInMoove(JSON.parse(line)), item: questions[at] }));
    writeFileSync(file, named.map((event) => JSON.stringify(event)).join('\n'));
    const [moove, jsonl] = [await audited(inFolder('moove', 'moove.jsonl')), await audited(file)];
    expect(moove.figures).toEqual(jsonl.figures);
    expect(moove.items).toBeGreaterThan(0);
    expect(jsonl.items).toBe(moove.items);
    expect(moove.figures).toMatchObject({
      totals: { votes: 600, clinicians: 40 },
      protocol: { madeUp: true },
    });
  });

  test('has pairs that several clinicians judge, and no record with an id', () => {
    const records = readFileSync(inFolder('moove', 'moove.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const judges = Map.groupBy(records, ({ parentContribution }) => parentContribution.value);
    expect(judges.size).toBeLessThan(records.length);
    for (const of of judges.values()) expect(new Set(of.map(({ user }) => user.value)).size).toBe(of.length);
    expect(records.some((record) => 'id' in record || 'contribution_id' in record)).toBe(false);
  });

  test('is refused if its mapping would become too long', async () => {
    const { code, stderr } = await primum(
      ['generate', inFolder('large'), '--format', 'moove', '--votes', '30001'],
      { cwd: folder },
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(/--votes must be at most 30,000/);
    expect(existsSync(inFolder('large'))).toBe(false);
  });
});
