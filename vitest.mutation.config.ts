import { defineConfig } from "vitest/config";

// What kills mutants of the pure core. Statistical simulations are left out: they take seconds for each mutant, and what
// they show (that chance is kept in bounds) is too coarse to tell one mutant from another. The simulator's own mutants
// need its tests: SIMULATOR=1 pnpm mutation --mutate "packages/rollout/src/simulate/!(*.test).ts"
const slow =
  process.env["SIMULATOR"] === "1"
    ? []
    : ["packages/rollout/src/simulate/**", "**/{simulation,*.simulation}.test.ts"];

export default defineConfig({
  test: {
    include: ["packages/*/src/**/*.test.ts"],
    exclude: ["**/*.e2e.test.ts", "**/node_modules/**", ...slow],
    testTimeout: 15_000,
  },
});
