// Mutation tests of the pure core: `pnpm mutation`. On demand, not part of `check`: they take minutes.
// One package: pnpm mutation --mutate "packages/metrics/src/!(*.test).ts"

const CORE = ["router-core", "metrics", "rollout"];

const config = {
  testRunner: "vitest",
  plugins: ["@stryker-mutator/vitest-runner"],
  coverageAnalysis: "perTest",
  vitest: { configFile: "vitest.mutation.config.ts" },
  mutate: [
    ...CORE.map((name) => `packages/${name}/src/!(*.test|*.contract|testing).ts`),
    // Its fakes are tests of what uses them, and its shipped plans are numbers that were chosen by simulation.
    "!packages/rollout/src/@(in-memory-*|shipped-plans).ts",
    "packages/rollout/src/judge/!(*.test|testing).ts",
    "packages/router-core/src/model/!(*.test).ts",
    ...(process.env.SIMULATOR === "1" ? ["packages/rollout/src/simulate/!(*.test).ts"] : []),
  ],
  // What the tests of the core need, and nothing else, is copied.
  ignorePatterns: [
    "/*",
    "!/packages",
    "/packages/*",
    ...CORE.map((name) => `!/packages/${name}`),
    "!/*.json",
    "!/vitest.mutation.config.ts",
  ],
  concurrency: 2,
  incremental: true,
  incrementalFile: ".stryker/incremental.json",
  tempDirName: ".stryker/sandbox",
  reporters: ["clear-text", "progress"],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  thresholds: { high: 98, low: 95, break: 95 },
};

export default config;
