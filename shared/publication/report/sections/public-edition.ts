import type { PublicEdition } from '../../../contracts/index.ts';
import { several } from '../../../lib/index.ts';
import type { Context } from '../context.ts';
import { details, type Html, html, name, table } from '../html.ts';
import { labelOf } from '../lookup.ts';

const BECAUSE: Readonly<Record<PublicEdition['because'], (least: number) => string>> = {
  clinicians: (least) => `the data of at least ${several(least, 'clinician')} differ from the last one`,
  release: () => 'an operator released it',
  closing: () => 'the study was closed',
  erasure: () => 'data were erased; all earlier public editions were withdrawn',
};

/** The note at the top of a public edition: when and why it appeared, and the rules of its figures. */
export function publicEditionNote({ audit, meta }: Context): Html {
  const edition = audit.publicEdition;
  if (!edition) return html``;
  const { because, suppressBelow, countStep } = edition;
  return html`<p class="public" role="note"><strong>Public edition</strong>, released on ${meta.time.slice(0, 10)} because ${BECAUSE[because](suppressBelow)}.
A figure is not shown if fewer than ${several(suppressBelow, 'clinician')} are behind it, and stays as it was if fewer changed it. Further figures are
withheld to protect these. Counts are rounded to multiples of ${countStep}, rates and scores accordingly, and intervals outwards. This reduces what readers
can learn about single clinicians, and is no guarantee.</p>`;
}

/** The list of withheld figures, for the section on provenance. */
export function withheldFigures({ audit }: Context): Html {
  const withheld = audit.publicEdition?.withheld ?? [];
  if (withheld.length === 0) return html``;
  const subjectOf = (subject: string): string =>
    subject.startsWith('score:') ? `scores: ${labelOf(audit, subject.slice('score:'.length))}` : subject;
  return details(
    `Withheld in this public edition: ${several(withheld.length, 'figure')}`,
    table(
      'Figures that are not shown, or shown as in the last public edition',
      [{ title: 'Model' }, { title: 'Specialty' }, { title: 'Subject' }, { title: 'How' }],
      withheld.map(({ model, specialty, subject, how }) => [
        model === null ? 'all models' : name(model),
        specialty === null ? 'all specialties' : name(specialty),
        name(subjectOf(subject)),
        how === 'hidden' ? 'not shown' : 'as in the last public edition',
      ]),
    ),
  );
}
