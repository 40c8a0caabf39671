import fc from 'fast-check';
import { OUTCOMES, PARTS } from '../../shared/contracts/event.ts';
import { SCORES } from '../../shared/contracts/score.ts';
import type { Pseudonymous } from '../../shared/ledger/apply.ts';
import type { Pseudonym } from '../../shared/ledger/cells/cell.ts';
import type { Settings } from '../../shared/ledger/settings.ts';

/** Three criteria with names that break careless code. Two of them are safety-critical. */
export const SETTINGS: Settings = {
  secretFingerprint: '0123456789abcdef',
  criteria: [
    { id: 'harmlessness', code: 'a', safetyCritical: true },
    { id: 'constructor', code: '1', safetyCritical: false },
    { id: 'accuracy', code: 'z', safetyCritical: true },
  ],
};

/** Three clinicians. The first two belong to the same group. */
const clinician = (head: string) => head.padEnd(32, 'f') as Pseudonym;
export const CLINICIANS = [clinician('0001'), clinician('0021'), clinician('0002')] as const;
export const MODELS = ['toString', 'zeta', 'Ärzte-model', 'alpha'] as const;
const SPECIALTIES = ['valueOf', 'Cardiology'];

const from = <T>(values: readonly T[]) => fc.constantFrom(...values);
const criteria = SETTINGS.criteria.map(({ id }) => id);
const scores = fc
  .array(fc.tuple(from(criteria), from(SCORES)), { minLength: 1, maxLength: 3 })
  .map((entries) => Object.fromEntries(entries));
const revision = fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined, freq: 2 });

/** Events about few judgments, so that they interact: revisions, conflicts, retractions and foreign models. */
export const arbitraryEvent = (judgments: readonly string[] = ['j', '__proto', 'hasOwnProperty']) => {
  const common = {
    judgment: from(judgments),
    study: fc.constant('study'),
    clinician: from(CLINICIANS),
    at: fc.constant('2026-03-01T09:30:00Z'),
  };
  const described = {
    ...common,
    specialty: from(SPECIALTIES),
    country: fc.option(from(['CH', 'KE']), { nil: undefined }),
    site: fc.option(from(['CHUV', 'toString']), { nil: undefined }),
    item: fc.option(from(['q1', 'constructor']), { nil: undefined }),
    revision,
  };
  const pair = fc.shuffledSubarray([...MODELS], { minLength: 2, maxLength: 2 });
  const known = from(['a1', 'a2', 'hasOwnProperty']);
  const answers = fc.option(fc.tuple(known, known), { nil: undefined });
  const release = from(['v1', 'v2', 'constructor']);
  const modelVersions = fc.option(fc.tuple(release, fc.option(release)), { nil: undefined });
  const vote = fc
    .tuple(
      fc.record({ ...described, answers, modelVersions }),
      pair,
      from(OUTCOMES),
      fc.array(scores, { maxLength: 2 }),
    )
    .map(([base, models, outcome, cards]) => ({
      ...base,
      kind: 'vote' as const,
      first: models[0]!,
      second: models[1]!,
      outcome,
      scores: Object.fromEntries(cards.map((card, index) => [models[index]!, card])),
    }));
  const rating = fc.record({
    ...described,
    kind: fc.constant('rating' as const),
    model: from(MODELS),
    answer: fc.option(known, { nil: undefined }),
    modelVersion: fc.option(release, { nil: undefined }),
    scores,
  });
  const retraction = fc.record({ ...common, kind: fc.constant('retraction' as const), part: from(PARTS) });
  return fc
    .oneof(
      { weight: 5, arbitrary: vote },
      { weight: 5, arbitrary: rating },
      { weight: 1, arbitrary: retraction },
    )
    .map((event) => withoutAbsent(event) as Pseudonymous);
};

const withoutAbsent = (event: object) =>
  Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined));
