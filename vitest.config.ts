import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

interface ProjectOptions {
  readonly seconds: number;
  readonly globalSetup?: string;
  /** Whether files share processes, and the modules that these have loaded: where loading takes longer than testing. */
  readonly shared?: boolean;
}

const project = (name: string, { seconds, globalSetup, shared = false }: ProjectOptions) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: seconds * 1000,
    hookTimeout: 120_000,
    isolate: !shared,
    ...(globalSetup && { globalSetup }),
  },
});

/** The projects whose files take longest come first: no core is then left with a long one in the end. */
const projects = [
  project('faults', { seconds: 400 }),
  project('e2e', { seconds: 400 }),
  project('browser', { seconds: 180, globalSetup: 'test/browser/global-setup.ts' }),
  project('infra', { seconds: 120, shared: true }),
  project('integration', { seconds: 120 }),
  project('contract', { seconds: 120 }),
  project('unit', { seconds: 60, shared: true }),
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
    // One more than there are cores: files that run a stack wait for it a good part of their time.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestProjectsFirst },
    projects,
  },
});
