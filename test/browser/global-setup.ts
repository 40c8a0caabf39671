import type { TestProject } from 'vitest/node';
import { chromiumPath } from '../support/chromium.ts';

/** Finds or installs the browser once, before all tests. */
export default function setup(project: TestProject): void {
  project.provide('chromium', chromiumPath());
}

declare module 'vitest' {
  export interface ProvidedContext {
    chromium: string;
  }
}
