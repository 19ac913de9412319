import { describe, expect, it } from "vitest";
import { baselineBill } from "./baseline.ts";
import { breakEven, differencesOf, featurePrices } from "./comparison.ts";
import { DAYS_PER_MONTH, monthlyBill } from "./stage-bill.ts";
import { PROD, prodWith, withWarm } from "./testing.ts";

describe("breakEven", () => {
  it("is where the two bills cross", () => {
    const even = breakEven(PROD);
    if (even.kind !== "at") throw new Error(even.kind);
    const excess = (perDay: number) => {
      const request = { ...PROD, requestsPerMonth: perDay * DAYS_PER_MONTH };
      return monthlyBill(request).dollars - baselineBill(request).dollars;
    };
    expect(excess(even.requestsPerDay - 1)).toBeGreaterThan(0);
    expect(excess(even.requestsPerDay + 1)).toBeLessThan(0);
  });

  it("comes sooner with a dearer model", () => {
    const { config } = PROD;
    const dearer = {
      ...PROD,
      config: {
        ...config,
        prices: { ...config.prices, inputTokenMicroDollars: 1, outputTokenMicroDollars: 5 },
      },
    };
    const perDay = (request: typeof PROD) => {
      const even = breakEven(request);
      return even.kind === "at" ? even.requestsPerDay : Number.NaN;
    };
    expect(perDay(dearer)).toBeLessThan(perDay(PROD) / 5);
  });

  it("never comes where every question needs the model all the same, at twice the memory", () => {
    const assumptions = {
      ...PROD.assumptions,
      llmShare: 1,
      baselineInputTokens: PROD.assumptions.inputTokens,
      baselineColdShare: 0,
    };
    expect(breakEven({ ...withWarm(0), assumptions })).toEqual({ kind: "never" });
  });

  it("is there from the first request where nothing is fixed", () => {
    const prices = {
      ...PROD.prices,
      prices: Object.fromEntries(
        Object.entries(PROD.prices.prices).map(([name, price]) => [
          name,
          /^(lambda|api-request)/.test(name) ? price : { ...price, tiers: undefined, dollars: 0 },
        ]),
      ),
    };
    const free = {
      ...withWarm(0),
      prices: {
        ...prices,
        prices: {
          ...prices.prices,
          "lambda-request": {
            ...PROD.prices.prices["lambda-request"],
            dollars: 0,
            per: "request",
            confidence: "given" as const,
            source: "test",
          },
        },
      },
    };
    const assumptions = { ...PROD.assumptions, tickMs: 0 };
    expect(breakEven({ ...free, assumptions })).toEqual({ kind: "from-the-first-request" });
  });
});

describe("featurePrices", () => {
  it("are what doing without each would save", () => {
    const prices = new Map(featurePrices(PROD).map(({ feature, dollars }) => [feature, dollars]));
    expect(prices.get("cache")?.toFixed(2)).toBe("14.60");
    expect(prices.get("alarms")?.toFixed(2)).toBe("2.80");
    expect(prices.get("dashboard")).toBe(3);
    const without = monthlyBill(PROD).dollars - monthlyBill(withWarm(0)).dollars;
    expect(prices.get("warm-environments")).toBe(without);
  });
});

describe("differencesOf", () => {
  it("names what changes, the greatest change first", () => {
    const more = monthlyBill(prodWith({ memoryMb: 1024 }));
    expect(differencesOf(monthlyBill(PROD), more).map(({ name }) => name)).toEqual([
      "Warm environments kept",
      "Duration on warm environments",
      "Duration on demand",
    ]);
    expect(differencesOf(more, more)).toEqual([]);
  });
});
