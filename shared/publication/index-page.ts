import { type History, INDEX, type Manifest, SNAPSHOTS } from '../contracts/index.ts';
import { count, encodeText, several } from '../lib/index.ts';
import { type ObjectReader, type ObjectWriter, update } from '../lib/object-store/index.ts';
import { readHistory } from './history.ts';
import { historyKey, snapshotFolder } from './keys.ts';
import { POST_HOC } from './lock/post-hoc.ts';
import { noGoZoneCount } from './manifest.ts';
import { publicObjects } from './public/public-objects.ts';
import {
  details,
  type Html,
  html,
  madeUpBanner,
  madeUpTag,
  name,
  settingsTag,
  table,
} from './report/html.ts';
import { page } from './report/page.ts';
import { trends } from './trends.ts';

/** Maximum number of listed snapshots per study. The history contains all of them. */
const MAX_LISTED_SNAPSHOTS = 20;

/** Updates `index.html`, the page of all studies, from their histories. */
export async function publishIndex(objects: ObjectWriter): Promise<'written' | 'unchanged'> {
  return update(objects, INDEX, async () => encodeText(await renderIndex(await histories(objects))));
}

/** Updates `public/index.html`, the page of all public editions, once there is one, and after the last was deleted. */
export async function publishPublicIndex(objects: ObjectWriter): Promise<'written' | 'unchanged'> {
  const view = publicObjects(objects);
  const isUnused = (await view.get(INDEX)) === null;
  if (isUnused && (await Array.fromAsync(view.folders(SNAPSHOTS))).length === 0) return 'unchanged';
  return update(view, INDEX, async () => encodeText(await renderIndex(await histories(view), 'public')));
}

async function histories(objects: ObjectReader): Promise<History[]> {
  const found: History[] = [];
  for await (const study of objects.folders(SNAPSHOTS)) {
    const history = await readHistory(objects, study);
    if (history && history.snapshots.length > 0) found.push(history);
  }
  return found;
}

type Edition = NonNullable<Manifest['edition']>;

export const renderIndex = (studies: readonly History[], edition: Edition = 'internal'): Promise<string> =>
  page(
    'Primum – studies',
    html`<header><p class="eyebrow">Primum – preference and safety audits${edition === 'public' ? ' – public editions' : ''}</p><h1>Studies</h1></header><main>`,
    studies.length === 0
      ? html`<p>No study has a snapshot yet.</p>`
      : html`${studies.map((history) => studySection(history, edition))}`,
    html`</main>`,
  );

/** The address of a file of a study, relative to the page. The page of public editions is in their folder. */
const addressOf = (key: string, edition: Edition): string =>
  edition === 'public' ? key.slice(SNAPSHOTS.length) : key;

function studySection(history: History, edition: Edition): Html {
  const reportOf = (name: string, id: string) => addressOf(`${snapshotFolder(name, id)}report.html`, edition);
  const { study, snapshots, older } = history;
  const newest = snapshots.at(-1)!;
  const { totals } = newest;
  const all = snapshots.length + (older?.snapshots ?? 0);
  return html`<section><h2><a href="${reportOf(study, newest.snapshot)}">${name(newest.title || study)}</a>${newest.madeUp ? html` ${madeUpTag()}` : ''}${newest.postHoc ? html` ${settingsTag(POST_HOC)}` : ''}</h2>
${newest.madeUp ? madeUpBanner() : ''}
<p>Verdict: <strong>${newest.verdict}</strong>. ${several(totals.votes, 'vote')} on ${several(totals.models, 'model')} by ${several(totals.clinicians, 'clinician')}. Newest snapshot: ${newest.time}.</p>
${trends(history)}
${details(
  `Snapshots: ${count(all)}`,
  table(
    `Snapshots of ${study}, newest first`,
    [
      { title: 'Time' },
      { title: 'Verdict' },
      { title: 'Votes', numeric: true },
      { title: 'No-go zones', numeric: true },
      { title: 'Snapshot' },
    ],
    snapshots
      .slice(-MAX_LISTED_SNAPSHOTS)
      .reverse()
      .map((entry) => {
        const zones = noGoZoneCount(entry);
        return [
          entry.time,
          entry.verdict,
          count(entry.totals.votes),
          zones === null ? '–' : count(zones),
          html`<a href="${reportOf(study, entry.snapshot)}">${entry.snapshot}</a>`,
        ];
      }),
  ),
  snapshots.slice(-MAX_LISTED_SNAPSHOTS).some((entry) => noGoZoneCount(entry) === null)
    ? html`<p class="muted">–: an earlier version of Primum made this snapshot, and counted zones by another rule.</p>`
    : html``,
  all > MAX_LISTED_SNAPSHOTS
    ? html`<p class="muted">All snapshots are in <a href="${addressOf(historyKey(study), edition)}">history.json</a>.</p>`
    : html``,
)}</section>`;
}
