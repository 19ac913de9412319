// Mutation tests of the pure core: `pnpm mutation`. On demand, not part of `check`: they take minutes.
// One package: pnpm mutation --mutate "packages/metrics/src/!(*.test).ts"

const CORE = ["router-core", "metrics"];

const config = {
  testRunner: "vitest",
  plugins: ["@stryker-mutator/vitest-runner"],
  coverageAnalysis: "perTest",
  mutate: CORE.map((name) => `packages/${name}/src/!(*.test|*.contract|testing).ts`),
  // What the tests of the core need, and nothing else, is copied.
  ignorePatterns: [
    "/*",
    "!/packages",
    "/packages/*",
    ...CORE.map((name) => `!/packages/${name}`),
    "!/*.json",
    "!/vitest.config.ts",
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
