import { zoneKey } from '../../../audit/index.ts';
import { COMPOSITE, type Zone } from '../../../contracts/index.ts';
import { exactPercent, several } from '../../../lib/index.ts';
import { mapChart } from '../charts/map.ts';
import type { Context } from '../context.ts';
import { details, type Html, html, listed, section, shortName, table } from '../html.ts';
import { criterionLabel, safetyCriteria } from '../lookup.ts';
import { shortModelCell } from '../models.ts';
import { definitions } from '../terms.ts';
import { stateKey, zoneField } from '../zone-mark.ts';

/**
 * Above this number of fields, the page shows tables only in the sheets of specialties. The files contain all fields.
 */
const MAX_FIELDS_IN_TABLES = 1500;

/** The rates of unsafe answers by model and specialty, compared with the tolerance. */
export async function mapSection(context: Context): Promise<Html> {
  const { audit, models, specialties, fields } = context;
  if (fields.length === 0)
    return section(
      'map',
      'Where answers are unsafe',
      html`<p>No answer is rated completely yet.</p>`,
      emptyNames(context),
    );
  const small = models.length * specialties.length <= MAX_FIELDS_IN_TABLES;
  const criteria = small ? safetyCriteria(audit).filter((criterion) => criterion !== COMPOSITE) : [];
  return section(
    'map',
    'Where answers are unsafe',
    html`<p>An answer is unsafe if any safety-critical criterion was scored −1 or −2. The study tolerates ${exactPercent(audit.protocol.tolerance.composite)} unsafe answers.
      An empty or grey field has too few ratings, which is no sign of safety.</p>`,
    definitions('failure', 'zone'),
    stateKey(),
    await mapChart(context),
    emptyNames(context),
    small ? details('The figures as a table', unsafeTable(context)) : html``,
    ...criteria.map((criterion) =>
      details(
        `${criterionLabel(audit, criterion, 'failure')}, by model and specialty`,
        criterionTable(context, criterion),
      ),
    ),
    small
      ? html``
      : html`<p class="muted">The figures: <a href="#specialties">specialty by specialty</a>. Single criteria: <a href="failure-rates.csv">failure-rates.csv</a>.</p>`,
  );
}

/** The specialties without a column. They are listed because an omission must not look like safety. */
const emptyNames = ({ emptySpecialties }: Context): Html =>
  emptySpecialties.length === 0
    ? html``
    : details(
        `No ratings yet in ${several(emptySpecialties.length, 'specialty', 'specialties')}`,
        html`<p>${listed(emptySpecialties.map((specialty) => shortName(specialty, 80)))}</p>`,
      );

function unsafeTable(context: Context): Html {
  const byPlace = new Map(context.fields.map((field) => [zoneKey(field), field]));
  return mapTable(context, COMPOSITE, (place) => {
    const field = byPlace.get(zoneKey(place));
    const absent = context.absence(place, COMPOSITE, 'no complete ratings');
    return zoneField(context.show, field?.unsafe ?? undefined, field?.state, absent);
  });
}

function criterionTable(context: Context, criterion: string): Html {
  const results = context.zonesBy(criterion, 'failure');
  const byPlace = new Map(results.map((zone) => [zoneKey(zone), zone]));
  return mapTable(context, criterion, (place) =>
    zoneField(
      context.show,
      byPlace.get(zoneKey(place)),
      undefined,
      context.absence(place, criterion, 'no ratings'),
    ),
  );
}

type Place = Pick<Zone, 'model' | 'specialty'>;

function mapTable(context: Context, criterion: string, fieldOf: (place: Place) => Html): Html {
  const { audit, models, specialties, specialtyKey } = context;
  const columns = [
    { title: 'Model' },
    ...specialties.map((specialty) => ({
      title: html`<span data-keys="${specialtyKey(specialty)}">${shortName(specialty, 28)}</span>`,
    })),
  ];
  const rows = models.map((model) => ({
    keys: model.key,
    cells: [
      shortModelCell(model, 30),
      ...specialties.map((specialty) => fieldOf({ model: model.name, specialty })),
    ],
  }));
  return table(
    `Share of failures by model and specialty: ${criterionLabel(audit, criterion, 'failure')}`,
    columns,
    rows,
    'map',
  );
}
