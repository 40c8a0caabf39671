import { defineConfig } from 'vitest/config';

/** Fast projects run their files side by side; those that start servers run one file at a time. */
const project = (name: string, options: { seconds: number; alone?: boolean; globalSetup?: string }) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: options.seconds * 1000,
    hookTimeout: 120_000,
    fileParallelism: !options.alone,
    ...(options.globalSetup && { globalSetup: options.globalSetup }),
  },
});

export default defineConfig({
  test: {
    reporters: ['default', ['json', { outputFile: 'out/test-report.json' }]],
    projects: [
      project('unit', { seconds: 30 }),
      project('contract', { seconds: 120 }),
      project('integration', { seconds: 120 }),
      project('infra', { seconds: 120 }),
      project('browser', { seconds: 180, alone: true, globalSetup: 'test/browser/global-setup.ts' }),
      project('e2e', { seconds: 400, alone: true }),
      project('faults', { seconds: 400, alone: true }),
    ],
  },
});
