import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** One of the trainings takes minutes and works all the time: begun last, it would run alone at the end. */
class TrainingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isTraining = ({ project }: TestSpecification): number => Number(project.name === "training");
    // oxlint-disable-next-line no-array-sort -- the method of this class, which returns an array of its own
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => isTraining(b) - isTraining(a));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: TrainingFirst },
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "packages/*/{src,build}/**/*.test.ts",
            "infra/*/src/**/*.test.ts",
            "bench/{src,naive-router/src,naive-router/build}/**/*.test.ts",
            "tools/**/*.test.ts",
          ],
          exclude: ["**/*.e2e.test.ts", "**/*.training.test.ts", "**/node_modules/**"],
          testTimeout: 15_000,
          setupFiles: ["tools/fast-check-runs.ts"],
          // No test may leave anything behind in its process, so files share one: loading the modules anew for each
          // would take longer than all tests.
          isolate: false,
          // By default one core is left free, which of two is half.
          maxWorkers: "100%",
        },
      },
      {
        // One whole system a file, deployed and queried. They wait more than they work, so two run side by side.
        test: {
          name: "e2e",
          include: ["packages/*/{src,build}/**/*.e2e.test.ts", "infra/*/src/**/*.e2e.test.ts"],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 20_000 } },
        },
      },
      {
        // Models are trained on whole data sets, half a minute each.
        test: {
          name: "training",
          include: ["packages/*/build/**/*.training.test.ts", "bench/src/**/*.training.test.ts"],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 300_000,
        },
      },
    ],
  },
});
