import { byCodeUnit } from '../../lib/index.ts';
import { namesByModel } from '../apply.ts';
import type { LostContent } from '../judgment.ts';
import type { Conflict } from '../port.ts';

/**
 * Names the content that lost by the judgment, the revision and this content alone. The name is therefore the same in any
 * order of arrival.
 * @param digestOf a digest under a key; by a plain one, a reader could test guesses of the content
 */
export function conflictName({ event, lost }: Conflict, digestOf: (text: string) => string): string {
  const { study, clinician, judgment } = event;
  const content = [study, clinician, judgment, revisionOf(event), sortedContent(lost)];
  return digestOf(JSON.stringify(content)).slice(0, 32);
}

/** The row of a reject: the judgment with the content that lost, without the clinician. */
export function conflictRow({ event, lost }: Conflict): Record<string, unknown> {
  if (event.kind === 'retraction') return {};
  const { kind, judgment, study, specialty, site, item, revision } = event;
  const { comparison, scores } = lost;
  const row = {
    kind,
    judgment,
    study,
    specialty: lost.specialty ?? specialty,
    ...(site === undefined ? {} : { site: lost.site ?? site }),
    ...(item === undefined ? {} : { item: lost.item ?? item }),
    ...(revision === undefined ? {} : { revision }),
  };
  if (event.kind === 'rating') {
    const card = scores?.get(event.model);
    const answer = lost.answers?.get(event.model) ?? event.answer;
    const modelVersion = lost.versions?.get(event.model) ?? event.modelVersion;
    return {
      ...row,
      model: event.model,
      ...(answer !== undefined && { answer }),
      ...(modelVersion !== undefined && { modelVersion }),
      scores: card ? Object.fromEntries(card) : event.scores,
    };
  }
  const { first, second, outcome } = comparison ?? event;
  const pairOf = (field: 'answers' | 'versions') => {
    const given = new Map([...namesByModel(field, event), ...(lost[field] ?? [])]);
    const pair = [first, second].map((model) => given.get(model) ?? null);
    return pair.some((value) => value !== null) ? pair : null;
  };
  const [answers, modelVersions] = [pairOf('answers'), pairOf('versions')];
  const cards = [...(scores ?? [])].map(([model, card]) => [model, Object.fromEntries(card)] as const);
  return {
    ...row,
    ...{ first, second, outcome },
    ...(answers && { answers }),
    ...(modelVersions && { modelVersions }),
    ...(cards.length > 0 && { scores: Object.fromEntries(cards) }),
  };
}

const revisionOf = (event: Conflict['event']): number =>
  event.kind === 'retraction' ? 1 : (event.revision ?? 1);

function sortedContent({
  specialty,
  site,
  item,
  comparison,
  answers,
  versions,
  scores,
}: LostContent): unknown {
  const pair = comparison && [comparison.first, comparison.second, comparison.outcome];
  const cards = [...(scores ?? [])].map(([model, card]) => [
    model,
    [...card].sort(([a], [b]) => byCodeUnit(a, b)),
  ]);
  const sorted = cards.sort(([a], [b]) => byCodeUnit(a as string, b as string));
  const given = [...(answers ?? [])].sort(([a], [b]) => byCodeUnit(a, b));
  const dated = [...(versions ?? [])].sort(([a], [b]) => byCodeUnit(a, b));
  const content = [specialty ?? null, site ?? null, item ?? null, pair ?? null, given, sorted];
  // Conflicts without a version keep their name.
  return dated.length === 0 ? content : [...content, dated];
}
