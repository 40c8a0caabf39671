import type { TestProject } from 'vitest/node';
import { chromiumPath } from '../support/chromium.ts';

/** Finds or installs the browser once, before any test. */
export default function setup(project: TestProject): void {
  project.provide('chromium', chromiumPath());
}

declare module 'vitest' {
  export interface ProvidedContext {
    chromium: string;
  }
}
