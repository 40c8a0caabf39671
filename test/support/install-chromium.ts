import { chromiumPath } from './chromium.ts';

/** `npm run browser`: finds or installs a Chromium for the tests of pages, and prints its path. */
console.log(chromiumPath());
