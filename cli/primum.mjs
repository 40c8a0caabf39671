#!/usr/bin/env node
// This file is plain JavaScript, so that a Node.js version that cannot read TypeScript can print the message.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `primum: this needs Node.js 22.18 or newer, and runs on ${process.versions.node}. ` +
      'On Linux `npm ci` installs a suitable version: use `npm start` or `npm run primum -- <command>`; ' +
      'on other systems install Node.js 24 from https://nodejs.org.',
  );
  process.exit(1);
}
const { main } = await import('./cli.ts');
await main(process.argv);
