import {
  OUTCOMES,
  type Rating,
  type Retraction,
  SCORES,
  type Score,
  type Vote,
} from '../../contracts/index.ts';
import type { Pseudonymous } from '../../ledger/index.ts';
import type { Names } from '../../lib/compact/index.ts';

/** Separates fields. No field of a checked event contains a control character. */
const SEPARATOR = '\u001f';
/** Separates the criteria of a card. */
const BETWEEN_CRITERIA = '\u001e';

type Scores = Readonly<Record<string, Score>>;

/**
 * A checked event as one short text of about 80 bytes, plus 15 bytes for a card of ten scores. Names that recur are
 * numbers: the study, specialties, models, and the criteria of a card, which count as one name.
 *
 * The first fields are the kind, judgment, study, clinician and time. A retraction then has its part. The other
 * kinds have the specialty, country, site, item and revision. Then follow the model, its answer, its version and its scores, or both models,
 * both answers, the outcome, both versions and the scores. The scores of a model are its name, its criteria, and a digit from 0 to 4 per criterion.
 * @see docs/decisions/0085-hold-import-windows-as-short-texts.md
 */
export function writeEvent(event: Pseudonymous, names: Names): string {
  const { kind, judgment, study, clinician, at } = event;
  const common = [kind, judgment, names.numberOf(study), clinician, at];
  if (event.kind === 'retraction') return [...common, event.part].join(SEPARATOR);
  const { specialty, country = '', site, item = '', revision } = event;
  const described = [
    ...[...common, names.numberOf(specialty), country, names.numberOf(site), item],
    revision?.toString(36) ?? '',
  ];
  if (event.kind === 'rating')
    return [
      ...[...described, names.numberOf(event.model), event.answer ?? '', event.modelVersion ?? ''],
      ...cardFields(event.scores, names),
    ].join(SEPARATOR);
  const [first, second] = event.answers ?? [];
  const [firstVersion, secondVersion] = event.modelVersions ?? [];
  const pair = [
    ...[names.numberOf(event.first), names.numberOf(event.second), first ?? '', second ?? ''],
    OUTCOMES.indexOf(event.outcome),
    ...[firstVersion ?? '', secondVersion ?? ''],
  ];
  return [...described, ...pair, ...scoresFields(event.scores, names)].join(SEPARATOR);
}

/**
 * The fields of a text in their order. A retraction has its part in the position of the specialty, and no later
 * fields.
 */
type Fields = [
  kind: string,
  judgment: string,
  study: string,
  clinician: string,
  at: string,
  specialty: string,
  country: string,
  site: string,
  item: string,
  revision: string,
  ...own: string[],
];

/** Restores the event that {@link writeEvent} wrote with the same names. */
export function eventFromText(text: string, names: Names): Pseudonymous {
  const [kind, judgment, study, clinician, at, specialty, country, site, item, revision, ...own] = text.split(
    SEPARATOR,
  ) as Fields;
  const common = { kind, judgment, study: names.nameOf(study), clinician, at };
  if (kind === 'retraction') return { ...common, part: specialty } as Pseudonymous<Retraction>;
  const described = {
    ...common,
    specialty: names.nameOf(specialty),
    ...(country && { country }),
    ...(site && { site: names.nameOf(site) }),
    ...(item && { item }),
    ...(revision && { revision: Number.parseInt(revision, 36) }),
  };
  if (kind === 'rating') {
    const [model, answer, version, criteria, digits] = own as [string, string, string, string, string];
    return {
      ...described,
      model: names.nameOf(model),
      ...(answer && { answer }),
      ...(version && { modelVersion: version }),
      scores: cardOf(criteria, digits, names),
    } as Pseudonymous<Rating>;
  }
  const [first, second, firstAnswer, secondAnswer, outcome, ...more] = own as [string, ...string[]];
  const [firstVersion, secondVersion, ...scores] = more;
  return {
    ...described,
    first: names.nameOf(first),
    second: names.nameOf(second!),
    ...((firstAnswer || secondAnswer) && { answers: [firstAnswer || null, secondAnswer || null] }),
    ...((firstVersion || secondVersion) && {
      modelVersions: [firstVersion || null, secondVersion || null],
    }),
    outcome: OUTCOMES[Number(outcome)],
    ...(scores.length > 0 && { scores: scoresOf(scores, names) }),
  } as Pseudonymous<Vote>;
}

/** If scores are present but name no model, they are one empty field. */
function scoresFields(scores: Readonly<Record<string, Scores>> | undefined, names: Names): string[] {
  if (!scores) return [];
  const fields = Object.entries(scores).flatMap(([model, card]) => [
    names.numberOf(model),
    ...cardFields(card, names),
  ]);
  return fields.length === 0 ? [''] : fields;
}

function scoresOf(fields: readonly string[], names: Names): Record<string, Scores> {
  const scores: [string, Scores][] = [];
  for (let at = 0; at + 2 < fields.length; at += 3)
    scores.push([names.nameOf(fields[at]!), cardOf(fields[at + 1]!, fields[at + 2]!, names)]);
  return Object.fromEntries(scores);
}

function cardFields(card: Scores, names: Names): [criteria: string, digits: string] {
  let digits = '';
  for (const criterion of Object.keys(card)) digits += card[criterion]! - SCORES[0]!;
  return [names.numberOf(Object.keys(card).join(BETWEEN_CRITERIA)), digits];
}

function cardOf(criteria: string, digits: string, names: Names): Scores {
  const ids = names.nameOf(criteria).split(BETWEEN_CRITERIA);
  return Object.fromEntries(ids.map((id, index) => [id, SCORES[Number(digits[index])]!]));
}
