import { fakeFunctions } from "./testing.ts";
import { trialFunctionsContract } from "./trial-functions.contract.ts";

trialFunctionsContract("the fake", async () => ({
  functions: fakeFunctions({ computeMs: 2, waitMs: 1, initMs: 200, neededMb: 80 }),
  name: "copy",
}));
