import { describe, expect, it } from "vitest";
import { readStage } from "../stage-file.ts";
import { requireStageName } from "./agreement.ts";
import { requestPrices } from "./cost.ts";
import { estimateText } from "./estimate.ts";
import { requireWithinLimits } from "./limits.ts";
import { FLAT, profileOf } from "./profile.ts";

const signal = new AbortController().signal;
const flat = (ratePerSecond: number, durationMs: number, factor = 1) =>
  profileOf({
    ratePerSecond,
    durationMs,
    curve: FLAT,
    bursts: [{ factor, lengthMs: 1000, startMs: 0, everyMs: undefined }],
  });

describe("requireWithinLimits", () => {
  it("lets 50 a second for 10 minutes through", () => {
    expect(() => requireWithinLimits(flat(50, 600_000))).not.toThrow();
  });

  it.each([
    [flat(50.5, 1000), "at most 50 requests a second with bursts, found 50.5."],
    [flat(10, 60_000, 6), "at most 50 requests a second with bursts, found 60."],
    [flat(1, 600_060), "at most 10 minutes, found 10.001."],
    [flat(49, 3_600_000), "at most 10 minutes, found 60; at most 30000 requests, found about 176400."],
  ])("stops what is larger", (profile, message) => {
    expect(() => requireWithinLimits(profile)).toThrow(message);
  });
});

describe("estimateText", () => {
  const { api, ...config } = readStage("local");

  it("says how much it is and what it may cost", () => {
    const text = estimateText(flat(10, 60_000), "https://host/prod", requestPrices(config), api);
    expect(text).toContain("About 600 requests to https://host/prod in 60 s, at most 10 a second.");
    expect(text).toMatch(/about \$0\.0\d{3}, were 20 % of them/);
    expect(text).not.toContain("switchyard:api");
  });

  it("says what stands in its way", () => {
    const narrow = { throttle: { ratePerSecond: 5, burst: 10 }, quota: { requestsPerDay: 1000 } };
    const text = estimateText(flat(10, 60_000), "https://host/prod", requestPrices(config), narrow);
    expect(text).toContain("The stage lets 5 a second through (switchyard:api.throttle): expect 429.");
    expect(text).toContain("The key's quota is 1000 requests a day");
  });
});

describe("requireStageName", () => {
  const person = (answer: string) => ({ isThere: true, ask: async () => answer });

  it("goes on when the stage is named", async () => {
    await expect(requireStageName(person(" prod "), "Much.", "prod", signal)).resolves.toBeUndefined();
  });

  it.each(["", "y", "yes", "dev", "Prod"])("sends nothing after %j", async (answer) => {
    await expect(requireStageName(person(answer), "Much.", "prod", signal)).rejects.toMatchObject({
      exitCode: 1,
      message: "Nothing was sent.",
    });
  });

  it("sends nothing where nobody can be asked", async () => {
    const nobody = { isThere: false, ask: () => Promise.reject(new Error("asked")) };
    await expect(requireStageName(nobody, "Much.", "prod", signal)).rejects.toMatchObject({
      exitCode: 2,
      message: "Much.\nThere is nobody to ask here. Give --yes to agree.",
    });
  });
});
