import { describe, expect, it } from "vitest";
import { ROUTER } from "../projects.ts";
import { readStage } from "../stage-file.ts";
import type { Change } from "./changes.ts";
import { planCost } from "./plan-cost.ts";

const target = { project: ROUTER, stack: "prod", config: {} };
const NEW_VERSION: Change = {
  op: "update",
  type: "aws:lambda/function:Function",
  name: "router-fn",
  changed: ["imageUri"],
};
const saying = (settings: unknown) => ({
  outputs: async () => ({ settings: typeof settings === "string" ? settings : JSON.stringify(settings) }),
});

describe("planCost", () => {
  it("says what a new stage costs", async () => {
    const lines = await planCost({ outputs: async () => undefined }, target, [], 100_000);
    expect(lines).toEqual([expect.stringMatching(/^Cost a month at 100,000 requests: \$\d+\.\d\d\.$/)]);
  });

  it("says what a change of the settings changes", async () => {
    const before = readStage("prod");
    const more = {
      ...target,
      config: { "switchyard:release": JSON.stringify({ ...before.release, provisionedConcurrency: 4 }) },
    };
    const lines = await planCost(saying(before), more, [NEW_VERSION], 0.001);
    expect(lines).toContain("| Warm environments kept | $8.76 | $17.52 | +$8.76 |");
    expect(lines.at(-1)).toBe("While its release keeps two versions warm: $0.58 a day more.");
  });

  it("says that an image alone changes nothing", async () => {
    const lines = await planCost(saying(readStage("prod")), target, [NEW_VERSION], 100_000);
    expect(lines[0]).toMatch(/no item changes by a cent\.$/);
    expect(lines.at(-1)).toBe("While its release keeps two versions warm: $0.29 a day more.");
  });

  it("compares with nothing that it cannot read", async () => {
    for (const settings of ["{", "[]", { stage: "prod" }]) {
      const [line] = await planCost(saying(settings), target, [], 100_000);
      expect(line).toMatch(/what is deployed does not say its settings, so there is nothing to compare\.$/);
    }
  });
});
