import { expect, it } from 'vitest';
import { configurationNamed } from '../../../calibration/configurations/index.ts';
import { drawStudy, MISSING } from '../../../calibration/world/draw.ts';
import { evidenceFrom, judgedFrom } from '../../../calibration/world/evidence.ts';
import { protocolOf, type WorldSpec } from '../../../calibration/world/spec.ts';
import { truthOf } from '../../../calibration/world/truth.ts';
import { auditOf } from '../../../shared/audit/audit.ts';
import type { Evidence, EvidenceSource } from '../../../shared/audit/evidence/evidence.ts';
import { gathering } from '../../../shared/audit/evidence/gathering.ts';
import type { Protocol } from '../../../shared/contracts/protocol.ts';
import type { Score } from '../../../shared/contracts/score.ts';
import { tally } from '../../../shared/ledger/cells/tally.ts';
import { seededRandom } from '../../../shared/lib/random.ts';
import { evidenceOfJudgments, judgmentOf, type Said } from '../audit/support.ts';

const variantOf = (configuration: string, variant = ''): WorldSpec =>
  configurationNamed(configuration).variants[variant]!;

/** The name of each outcome, by its number in a drawn judgment. */
const OUTCOMES = ['first', 'second', 'tie', 'both_bad'] as const;

/** A study as the simulator counts it, and as the audit gathers it. */
function countedTwice(spec: WorldSpec) {
  const random = seededRandom(3);
  const protocol = protocolOf(spec);
  const { judgments } = drawStudy(truthOf(spec, spec.scenario(random, spec)), random);
  const C = protocol.criteria.length;
  const said = judgments.map(({ clinician, item, site, specialty, outcome, scores, ...drawn }): Said => {
    const [first, second] = [protocol.models![drawn.first]!, protocol.models![drawn.second]!];
    const card = (side: number) =>
      Object.fromEntries(
        protocol.criteria.flatMap(({ id }, c): [string, Score][] => {
          const score = scores[side * C + c]!;
          return score === MISSING ? [] : [[id, score as Score]];
        }),
      );
    return {
      by: clinician,
      specialty: protocol.specialties![specialty]!,
      first,
      second,
      outcome: OUTCOMES[outcome]!,
      scores: { [first]: card(0), [second]: card(1) },
      ...(item === null ? {} : { item }),
      ...(site === null ? {} : { site }),
    };
  });
  const snapshotOf = (evidence: Evidence) => {
    const { inputs: _, ...snapshot } = auditOf(
      {
        study: 'calibration',
        protocol,
        settings: { ...protocol, secretFingerprint: '' },
        codeVersion: '',
        participants: [],
      },
      evidence,
    );
    return snapshot;
  };
  const simulated = evidenceFrom(judgedFrom(judgments, protocol), protocol);
  return {
    simulated: snapshotOf(simulated),
    gathered: snapshotOf(gatheredFrom(said, protocol, simulated.source)),
    sources: [simulated.source, evidenceOfJudgments(said, protocol).source],
  };
}

/** Gathers the tallies of judgments, with units in the order of their first judgments as in the simulator. */
function gatheredFrom(said: readonly Said[], protocol: Protocol, source: EvidenceSource): Evidence {
  const gathered = gathering(protocol.criteria, protocol, source);
  const numberOf = (key: 'by' | 'item' | 'site') => {
    const order = [...new Set(said.map((one) => one[key]).filter((id) => id !== undefined))];
    const numbers = new Map(order.map((id, at) => [id, at]));
    return (one: Said) => (one[key] === undefined ? null : numbers.get(one[key])!);
  };
  const [clinician, item, site] = [numberOf('by'), numberOf('item'), numberOf('site')];
  for (const one of said)
    for (const cell of tally(judgmentOf(one), protocol.criteria))
      gathered.add({ ...cell, clinician: clinician(one)!, item: item(one), site: site(one) });
  return gathered.evidence();
}

it.each([
  ['repeated prompts', variantOf('repeated prompts, mixed', '10 prompts, ρ 0.3'), 'named', 'clinician'],
  [
    'own prompts, rated by outcome',
    { ...variantOf('losers rated less'), clinicians: 80 },
    'own',
    'clinician',
  ],
  ['hidden prompts', variantOf('unknown prompts'), 'unknown', 'clinician'],
  ['eight hospitals', variantOf('hospitals', '8 hospitals'), 'own', 'site'],
  ['three readers', variantOf('crossed readers', '3 readers'), 'named', 'item'],
] as const)(
  'the simulator counts a study with %s as the audit gathers its judgments',
  (_, spec, prompts, unit) => {
    const { simulated, gathered, sources } = countedTwice({ ...spec, votes: 1_500 });
    expect(simulated).toEqual(gathered);
    expect(sources[1]).toEqual({ ...sources[0], digest: expect.any(String) });
    expect(simulated.evidence!.scope).toMatchObject({ prompts, unit });
    expect(simulated.totals.votes).toBeGreaterThan(100);
  },
);
