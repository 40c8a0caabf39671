import { createHash } from 'node:crypto';
import { type Html, html, raw } from './html.ts';
import { STYLE } from './style.ts';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing may be loaded or sent, and nothing run but what the page itself brings. */
const policy = (script: string | null): string =>
  [
    "default-src 'none'",
    `style-src ${hashOf(STYLE)}`,
    ...(script === null ? [] : [`script-src ${hashOf(script)}`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

/** A whole HTML document that needs nothing beside itself. */
export const page = (title: string, ...body: Html[]): Promise<string> => scriptedPage(title, null, ...body);

/**
 * The same with a script at its end.
 * @param script without `</script`
 */
export async function scriptedPage(title: string, script: string | null, ...body: Html[]): Promise<string> {
  return String(
    await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy(script))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
${body}
${script === null ? '' : raw(`<script>${script}</script>`)}</body>
</html>
`,
  );
}
