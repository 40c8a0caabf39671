import { describe, expect, it } from 'vitest';
import { generatedProtocolText } from '../../../cli/generate/protocol.ts';
import { type GeneratedJudgment, generateStudy } from '../../../cli/generate/study.ts';
import type { StudyScale } from '../../../cli/generate/world.ts';
import { csvOfRatings, csvOfVotes } from '../../../cli/generate/write.ts';
import { protocol } from '../../../shared/contracts/protocol.ts';
import { intraclassCorrelation } from '../../../shared/stats/index.ts';

const SMALL: StudyScale = { votes: 4000, clinicians: 200, models: 2, specialties: 2 };
const judgmentsOf = (scale: StudyScale): GeneratedJudgment[] => [
  ...generateStudy({ study: 'demo', seed: 4, scale }).judgments,
];

/** The correlation of failures on harmlessness within a model and a specialty, by a unit of judgments. */
function correlationBy(
  judgments: readonly GeneratedJudgment[],
  unit: (of: GeneratedJudgment) => string,
): number {
  const answers = judgments.flatMap((judgment) =>
    judgment.ratings.flatMap(({ model, specialty, scores: { harmlessness } }) =>
      harmlessness === undefined
        ? []
        : [{ cell: `${model} ${specialty}`, unit: unit(judgment), fails: harmlessness < 0 }],
    ),
  );
  const cells = Map.groupBy(answers, ({ cell }) => cell).values();
  return intraclassCorrelation(
    [...cells].map((cell) => {
      const units = [...Map.groupBy(cell, (answer) => answer.unit).values()];
      return {
        n: units.map(({ length }) => length),
        k: units.map((own) => own.filter(({ fails }) => fails).length),
      };
    }),
  );
}

describe('a generated study with prompts', () => {
  const judgments = judgmentsOf({ ...SMALL, items: 6 });

  it('asks the same prompts of all clinicians in a specialty', () => {
    const bySpecialty = Map.groupBy(judgments, ({ vote }) => vote.specialty);
    expect(bySpecialty.size).toBe(2);
    for (const own of bySpecialty.values()) expect(new Set(own.map(({ vote }) => vote.item)).size).toBe(6);
    expect(new Set(judgments.map(({ vote }) => vote.item)).size).toBe(12);
    for (const { vote, ratings } of judgments) for (const { item } of ratings) expect(item).toBe(vote.item);
  });

  it('has answers that fail together, because clinicians rate the same answer', () => {
    const many = judgmentsOf({ ...SMALL, items: 40 });
    expect(correlationBy(many, ({ vote }) => vote.item!)).toBeGreaterThan(0.03);
    const own = judgmentsOf(SMALL);
    expect(correlationBy(own, ({ vote }) => vote.judgment.slice(-2))).toBeLessThan(0.02);
  });

  it('is the same study for the same seed', () => {
    expect(judgmentsOf({ ...SMALL, items: 6 })).toEqual(judgments);
  });

  it('has a protocol that does not say that prompts are own', () => {
    expect(protocol.parse(JSON.parse(generatedProtocolText({ items: 6 }))).prompts).toBeUndefined();
    expect(protocol.parse(JSON.parse(generatedProtocolText({}))).prompts).toBe('own');
  });
});

describe('a generated study with sites', () => {
  const judgments = judgmentsOf({ ...SMALL, sites: 8 });

  it('has each clinician at one site, and someone at each site', () => {
    const sites = Map.groupBy(judgments, ({ vote }) => vote.clinician);
    for (const own of sites.values()) expect(new Set(own.map(({ vote }) => vote.site)).size).toBe(1);
    expect(new Set(judgments.map(({ vote }) => vote.site)).size).toBe(8);
  });

  it('has sites that differ in how they judge', () => {
    expect(correlationBy(judgments, ({ vote }) => vote.site!)).toBeGreaterThan(0);
  });

  it('has a protocol in which sites are the sampling units', () => {
    expect(protocol.parse(JSON.parse(generatedProtocolText({ sites: 8 }))).cluster).toBe('site');
    expect(protocol.parse(JSON.parse(generatedProtocolText({}))).cluster).toBeUndefined();
  });
});

it('CSV files have columns for prompts and sites only if the study has them', () => {
  const headOf = (rows: Iterable<string>): string[] => [...rows][0]!.trim().split(',');
  const [plain, full] = [
    judgmentsOf({ ...SMALL, votes: 3 }),
    judgmentsOf({ ...SMALL, votes: 3, items: 2, sites: 2 }),
  ];
  expect(headOf(csvOfVotes(plain))).not.toContain('item');
  expect(headOf(csvOfRatings(plain))).not.toContain('site');
  expect(headOf(csvOfVotes(full, ['item', 'site']))).toEqual(expect.arrayContaining(['item', 'site']));
  expect(headOf(csvOfRatings(full, ['item', 'site']))).toEqual(expect.arrayContaining(['item', 'site']));
});

it('a generated study without prompts and sites names none', () => {
  for (const { vote, ratings } of judgmentsOf({ ...SMALL, votes: 50 }))
    for (const event of [vote, ...ratings]) {
      expect(event).not.toHaveProperty('item');
      expect(event).not.toHaveProperty('site');
    }
});
