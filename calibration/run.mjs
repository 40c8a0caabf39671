#!/usr/bin/env node
// Plain JavaScript, so that a Node.js version too old to read TypeScript can still print the error.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `calibrate: this needs Node.js 22.18 or newer, and runs on ${process.versions.node}: use \`npm run calibrate\`.`,
  );
  process.exit(1);
}
const { main } = await import('./main.ts');
await main(process.argv.slice(2));
