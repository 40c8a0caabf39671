#!/usr/bin/env node
// This file is plain JavaScript, so that a Node version without TypeScript support can print the message.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `disclosure: this needs Node.js 22.18 or newer, and runs on ${process.versions.node}: use \`npm run disclosure\`.`,
  );
  process.exit(1);
}
const { main } = await import('./main.ts');
await main(process.argv.slice(2));
