import fc from "fast-check";

/** Runs of each property; what fast-check does by itself without it. Properties that say a number keep theirs. */
const runs = Number(process.env["FAST_CHECK_RUNS"] ?? "");
if (Number.isSafeInteger(runs) && runs > 0) fc.configureGlobal({ numRuns: runs });
