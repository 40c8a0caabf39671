import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

interface ProjectOptions {
  readonly globalSetup?: string;
  /** Whether files share processes and their loaded modules. This is for projects in which loading takes most of the time. */
  readonly shared?: boolean;
}

/**
 * The limit of each test and hook. It is for tests that hang, and does not measure speed: a machine with a load of 30
 * took 50 times as long as an idle one. It is longer than the limit of one wait (`test/support/until.ts`), because the
 * error of a wait names the missing condition.
 */
const LIMIT_MS = 1_800_000;

const project = (name: string, { globalSetup, shared = false }: ProjectOptions = {}) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: LIMIT_MS,
    hookTimeout: LIMIT_MS,
    isolate: !shared,
    // Without it, offline audits of tests would create a secret in the folder of the user.
    env: { PRIMUM_SECRET: 'the secret of offline audits in tests' },
    ...(globalSetup && { globalSetup }),
  },
});

/** The projects with the slowest files come first, so that no core has a slow file left at the end. */
const projects = [
  project('faults'),
  project('e2e'),
  project('browser', { globalSetup: 'test/browser/global-setup.ts' }),
  project('infra', { shared: true }),
  project('integration'),
  project('contract'),
  project('unit', { shared: true }),
];
const ORDER = projects.map(({ test }) => test.name);

class LongestProjectsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ project }: TestSpecification) => ORDER.indexOf(project.name);
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  test: {
    reporters: ['default', ['json', { outputFile: 'out/test-report.json' }]],
    // One more than there are cores: files that run a stack spend much of their time waiting for it.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestProjectsFirst },
    teardownTimeout: 120_000,
    projects,
  },
});
