import type { Snapshot } from '../../../contracts/snapshot.ts';
import type { SnapshotMeta } from '../../manifest.ts';
import { percent } from '../format.ts';
import { facts, type Html, html, name, section } from '../html.ts';

/** What the snapshot was made from, so that anyone can check it. */
export function provenanceSection(audit: Snapshot, meta: SnapshotMeta): Html {
  const { protocol } = audit;
  const { tolerance } = protocol;
  const safety = protocol.criteria.filter(({ safetyCritical }) => safetyCritical);
  return section(
    'provenance',
    'Provenance',
    facts([
      ['Study', html`<code>${audit.study}</code>`],
      ['Snapshot', html`<code>${meta.id}</code>`],
      ['Time', meta.time],
      [
        'Snapshot before',
        meta.previous === null
          ? 'none'
          : html`<a href="../${meta.previous}/report.html"><code>${meta.previous}</code></a>`,
      ],
      ['Inputs (SHA-256)', html`<code>${audit.inputs}</code>`],
      ['Code', html`<code>${audit.codeVersion}</code>`],
      ['Protocol (SHA-256)', html`<code>${protocol.hash}</code>`],
      [
        'Safety-critical criteria',
        html`${safety.map(({ label }, index) => html`${index > 0 ? ', ' : ''}${name(label)}`)}`,
      ],
      [
        'Tolerated',
        `failures ${percent(tolerance.failure)}, severe ${percent(tolerance.severe)}; unsafe answers ${percent(tolerance.composite)}, severe ${percent(tolerance.compositeSevere)}`,
      ],
      [
        'Files',
        html`${[
          'snapshot.json',
          'operations.json',
          'leaderboard.csv',
          'clinically-adjusted.csv',
          'failure-rates.csv',
          'no-go-zones.csv',
          'manifest.json',
        ].map((file, index) => html`${index > 0 ? ', ' : ''}<a href="${file}">${file}</a>`)}`,
      ],
    ]),
    html`<p class="muted">The manifest lists the SHA-256 of every file of this snapshot.</p>`,
  );
}
