import { type Bucket, type ReadableBucket, update } from './bucket.ts';
import { type History, readHistory } from './history.ts';
import { encodeText } from './json.ts';
import { historyKey, INDEX, STUDIES, snapshotFolder } from './keys.ts';
import { count } from './report/format.ts';
import { type Html, html, name, table } from './report/html.ts';
import { page } from './report/page.ts';

/** Snapshots listed of each study; its history has them all. */
const LISTED = 20;

/** Brings `index.html`, the page of all studies, up to their histories. */
export async function publishIndex(bucket: Bucket): Promise<'written' | 'unchanged'> {
  return update(bucket, INDEX, async () => encodeText(await renderIndex(await histories(bucket))));
}

async function histories(bucket: ReadableBucket): Promise<History[]> {
  const found: History[] = [];
  for await (const study of bucket.folders(STUDIES)) {
    const history = await readHistory(bucket, study);
    if (history && history.snapshots.length > 0) found.push(history);
  }
  return found;
}

export const renderIndex = (studies: readonly History[]): Promise<string> =>
  page(
    'Primum – studies',
    html`<header><p class="eyebrow">Primum – preference and safety audits</p><h1>Studies</h1></header><main>`,
    studies.length === 0 ? html`<p>No study has a snapshot yet.</p>` : html`${studies.map(studySection)}`,
    html`</main>`,
  );

function studySection({ study, snapshots }: History): Html {
  const newest = snapshots.at(-1)!;
  const report = (id: string) => `${snapshotFolder(study, id)}report.html`;
  const listed = snapshots.slice(-LISTED).reverse();
  return html`<section><h2><a href="${report(newest.snapshot)}">${name(newest.title || study)}</a></h2>
<p>Verdict: <strong>${newest.verdict}</strong>. ${count(newest.totals.votes)} votes by ${count(newest.totals.clinicians)} clinicians for ${count(newest.totals.models)} models.</p>
${table(
  `Snapshots of ${study}, newest first`,
  [{ title: 'Time' }, { title: 'Verdict' }, { title: 'Votes', numeric: true }, { title: 'Snapshot' }],
  listed.map((entry) => [
    entry.time,
    entry.verdict,
    count(entry.totals.votes),
    html`<a href="${report(entry.snapshot)}">${entry.snapshot}</a>`,
  ]),
)}
${snapshots.length > LISTED ? html`<p class="muted">All ${count(snapshots.length)}: <a href="${historyKey(study)}">history.json</a></p>` : ''}</section>`;
}
