import type { Snapshot } from '../../contracts/snapshot.ts';
import type { SnapshotMeta } from '../manifest.ts';
import type { Operations } from '../operations.ts';
import { visible } from './format.ts';
import { html, name } from './html.ts';
import { page } from './page.ts';
import { changesSection } from './sections/changes.ts';
import { clinicallyAdjustedSection } from './sections/clinically-adjusted.ts';
import { dissociationSection } from './sections/dissociation.ts';
import { failureRatesSection } from './sections/failure-rates.ts';
import { leaderboardSection } from './sections/leaderboard.ts';
import { methodsSection } from './sections/methods.ts';
import { provenanceSection } from './sections/provenance.ts';
import { qualitySection } from './sections/quality.ts';
import { totals } from './sections/totals.ts';
import { verdictPanel } from './sections/verdict.ts';
import { zoneList } from './sections/zone-list.ts';
import { zoneMap } from './sections/zone-map.ts';

const CONTENTS = [
  ['leaderboard', 'Preference'],
  ['adjusted', 'Clinically adjusted'],
  ['map', 'Map'],
  ['zones', 'No-go zones'],
  ['failure-rates', 'Failure rates'],
  ['dissociation', 'Preference and safety'],
  ['quality', 'Data quality'],
  ['methods', 'Methods'],
  ['provenance', 'Provenance'],
] as const;

/** `report.html`: the audit for people, in one file that needs nothing beside it and runs nothing. */
export async function renderReport(
  audit: Snapshot,
  operations: Operations,
  meta: SnapshotMeta,
): Promise<string> {
  const title = audit.protocol.title || audit.study;
  return page(
    `${visible(title)} – preference and safety audit`,
    html`<header>
<p class="eyebrow">Primum – preference and safety audit – ${meta.time.slice(0, 10)}</p>
<h1>${name(title)}</h1>
<nav aria-label="Contents">${CONTENTS.map(([id, text]) => html`<a href="#${id}">${text}</a> `)}</nav>
</header>
<main>`,
    verdictPanel(audit.verdict),
    totals(audit),
    changesSection(audit, operations.changes),
    await leaderboardSection(audit),
    clinicallyAdjustedSection(audit),
    zoneMap(audit),
    zoneList(audit),
    failureRatesSection(audit),
    dissociationSection(audit),
    qualitySection(audit, operations),
    methodsSection(audit),
    provenanceSection(audit, meta),
    html`</main>`,
  );
}
