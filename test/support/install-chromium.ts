import { chromiumPath } from './chromium.ts';

/** `npm run browser`: finds a Chromium for the tests of pages, or installs one, and says where it is. */
console.log(chromiumPath());
