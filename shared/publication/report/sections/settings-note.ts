import { postHocSentence, postHocText } from '../../lock/post-hoc.ts';
import type { Context } from '../context.ts';
import { type Html, html } from '../html.ts';

/** The note at the top of an audit whose settings were changed after the lock, with each change. */
export function settingsNote({ audit }: Context): Html {
  const sentence = postHocSentence(audit);
  if (sentence === null) return html``;
  return html`<div class="post-hoc banner" role="note"><strong>${sentence}</strong>
<ul>${audit.postHoc!.map((change) => html`<li><bdi>${postHocText(change)}</bdi></li>`)}</ul></div>`;
}
