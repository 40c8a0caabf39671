import { createHash } from 'node:crypto';
import { STYLE } from './assets.ts';
import { type Html, html, raw } from './html.ts';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The page may not load or send anything, and runs only its own script and style. */
const policy = (script: string | null): string =>
  [
    "default-src 'none'",
    `style-src ${hashOf(STYLE)}`,
    ...(script === null ? [] : [`script-src ${hashOf(script)}`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

/** A complete HTML document without external resources. */
export const page = (title: string, ...body: Html[]): Promise<string> => scriptedPage(title, null, ...body);

/**
 * A complete HTML document with a script at its end.
 * @param script must not contain `</script`
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
