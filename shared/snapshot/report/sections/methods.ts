import type { Snapshot } from '../../../contracts/snapshot.ts';
import { percent } from '../format.ts';
import { type Html, html, section } from '../html.ts';

/** How the figures were made, for a committee. */
export function methodsSection({ protocol }: Snapshot): Html {
  const level = Math.round(100 * protocol.confidence);
  return section(
    'methods',
    'How to read this',
    html`<ul>
<li><strong>Failure.</strong> Clinicians score answers from −2 to +2. A score of −1 or −2 is a failure: clinically unsafe,
misleading or inadequate; −2 is a severe one. An answer is <em>unsafe</em> when any safety-critical criterion failed.</li>
<li><strong>Failure rates</strong> are of all answers shown: where answers with some outcomes were rated less often than others, the
rated ones stand for the rest of their kind. Where too few were rated for that, the rate is marked and clears nothing.</li>
<li><strong>Preference score.</strong> Bradley–Terry: 1000 is the average model, and 400 points more mean ten to one odds of being
preferred. A tie, and a vote that both answers are bad, count half a win each way. Models that no chain of wins connects both ways
with the others are not given a score.</li>
<li><strong>Intervals</strong> hold with ${level}% confidence. They treat the clinician, not the vote, as the unit: a hundred
votes of one person are not a hundred opinions.</li>
<li><strong>Places it may hold.</strong> Every place that a model may have, given how far it is from the others.</li>
<li><strong>No-go zone.</strong> A model, specialty and criterion whose failure rate is shown to exceed what the protocol tolerates.
Of all zones confirmed within a family of comparisons, ${
      protocol.multiplicity === 'BH'
        ? `at most ${percent(protocol.falseDiscoveryRate)} are expected to be false (Benjamini–Hochberg)`
        : `the chance that any is false is at most ${percent(protocol.falseDiscoveryRate)} (Holm)`
    }. Where there are few ratings, nothing is shown either way: that is never a sign of safety.</li>
<li><strong>Alarm.</strong> A zone whose evidence stands however often one looks: at any time, at most
${percent(protocol.falseDiscoveryRate)} of a study’s alarms are expected to be false. It asks for more than a confirmed zone does.</li>
<li><strong>Halo.</strong> Who votes also rates: a clinician’s rating and vote of one answer are not independent.</li>
<li>In the CSV files, a text that a spreadsheet would run as a formula is preceded by an apostrophe.</li>
</ul>`,
  );
}
