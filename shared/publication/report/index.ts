import type { Operations, Snapshot } from '../../contracts/index.ts';
import { visible } from '../../lib/index.ts';
import { settingsLabels } from '../lock/post-hoc.ts';
import { MADE_UP } from '../made-up.ts';
import type { SnapshotMeta } from '../manifest.ts';
import { SCRIPT } from './assets.ts';
import { contextOf } from './context.ts';
import { html, madeUpBanner, madeUpTag, name, settingsTag } from './html.ts';
import { scriptedPage } from './page.ts';
import { changesSection } from './sections/changes.ts';
import { clinicallyAdjustedSection } from './sections/clinically-adjusted.ts';
import { controls } from './sections/controls.ts';
import { failureRatesSection } from './sections/failure-rates.ts';
import { leaderboardSection } from './sections/leaderboard.ts';
import { mapSection } from './sections/map.ts';
import { methodsSection } from './sections/methods.ts';
import { preferenceSafetySection } from './sections/preference-safety.ts';
import { provenanceSection } from './sections/provenance.ts';
import { publicEditionNote } from './sections/public-edition.ts';
import { qualitySection } from './sections/quality.ts';
import { scoresSection } from './sections/scores.ts';
import { settingsNote } from './sections/settings-note.ts';
import { specialtiesSection } from './sections/specialties.ts';
import { totalsSection } from './sections/totals.ts';
import { verdictPanel } from './sections/verdict.ts';
import { votesSection } from './sections/votes.ts';
import { zonesSection } from './sections/zones.ts';

const CONTENTS = [
  ['verdict', 'Verdict'],
  ['preference-safety', 'Preference against safety'],
  ['leaderboard', 'Leaderboard'],
  ['adjusted', 'Clinically adjusted'],
  ['map', 'Map of specialties'],
  ['zones', 'No-go zones'],
  ['scores', 'Scores'],
  ['failure-rates', 'Failure rates'],
  ['specialties', 'By specialty'],
  ['votes', 'Vote by vote'],
  ['changes', 'Changes'],
  ['quality', 'Data quality'],
  ['methods', 'Methods'],
  ['provenance', 'Provenance'],
] as const;

/** `report.html`: the audit for readers, in one file without external resources. */
export async function renderReport(
  audit: Snapshot,
  operations: Operations,
  meta: SnapshotMeta,
): Promise<string> {
  const context = contextOf(audit, operations, meta);
  const title = audit.protocol.title || audit.study;
  const { madeUp } = audit.protocol;
  const labels = settingsLabels(audit);
  return scriptedPage(
    `${[...(madeUp ? [MADE_UP] : []), ...labels].map((label) => `${label}: `).join('')}${visible(title)} – preference and safety audit`,
    SCRIPT,
    html`<a class="skip" href="#verdict">Skip to the verdict</a>
<header>
<p class="eyebrow">Primum – preference and safety audit – ${meta.time.slice(0, 10)}</p>
<h1>${name(title)}${madeUp ? html` ${madeUpTag()}` : ''}${labels.map((label) => html` ${settingsTag(label)}`)}</h1>
${madeUp ? madeUpBanner() : ''}${settingsNote(context)}${publicEditionNote(context)}</header>
<nav aria-label="Contents"><ol>${CONTENTS.map(([id, text]) => html`<li><a href="#${id}">${text}</a></li>`)}</ol></nav>
<main>`,
    verdictPanel(context),
    totalsSection(context),
    controls(context),
    await preferenceSafetySection(context),
    await leaderboardSection(context),
    clinicallyAdjustedSection(context),
    await mapSection(context),
    await zonesSection(context),
    await scoresSection(context),
    failureRatesSection(context),
    specialtiesSection(context),
    await votesSection(context),
    changesSection(context),
    qualitySection(context),
    methodsSection(context),
    provenanceSection(context),
    html`</main>`,
  );
}
