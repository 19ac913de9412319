import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALARM_KINDS, alarmRule } from "../../../../infra/router/src/alarm-rules.ts";
import { ROUTER } from "../projects.ts";
import { billOf } from "./bill.ts";
import { monthlyBill, PARTS, secondVersionPerMonth } from "./stage-bill.ts";
import { PROD, prodWith, withWarm } from "./testing.ts";

const cents = (dollars: number): number => Math.round(dollars * 100) / 100;
const dollarsOf = (name: string, request = PROD): number =>
  cents(monthlyBill(request).items.find((item) => item.name === name)?.dollars ?? 0);

describe("the list prices", () => {
  it("make two warm environments of 512 MB 8.76 dollars on arm64 and 10.95 on x86", () => {
    expect(dollarsOf("Warm environments kept")).toBe(8.76);
    expect(dollarsOf("Warm environments kept", prodWith({ architecture: "x86_64" }))).toBe(10.95);
  });

  it("make them twice that with a second version, or with 1 GB each", () => {
    const x86 = prodWith({ architecture: "x86_64" });
    expect(cents(2 * secondVersionPerMonth(PROD.config, PROD.prices))).toBe(17.52);
    expect(cents(2 * secondVersionPerMonth(x86.config, x86.prices))).toBe(21.9);
    expect(dollarsOf("Warm environments kept", prodWith({ architecture: "x86_64", memoryMb: 1024 }))).toBe(
      21.9,
    );
  });

  it("make half a gigabyte of cache 14.60 dollars", () => {
    expect(dollarsOf("Cache of the API")).toBe(14.6);
  });

  it("make a million requests of 0.3 s at 512 MB 2.50 dollars on demand on x86, 1.46 on warm environments, and 0.20 for the requests", () => {
    const assumptions = {
      ...PROD.assumptions,
      routerMs: 300,
      agentMs: 0,
      llmShare: 0,
      coldShare: 0,
      spillShare: 0,
    };
    const x86 = { ...prodWith({ architecture: "x86_64" }), assumptions };
    expect(dollarsOf("Duration on warm environments", x86)).toBe(1.46);
    expect(dollarsOf("Duration on demand", withWarm(0, x86))).toBe(2.5);
    expect(dollarsOf("Requests to the function", x86)).toBe(0.2);
  });

  it("let warm environments win by price above 60 % of utilisation", () => {
    const utilisation = (share: number) => {
      // Two environments, so busy for a share of the month.
      const requestsPerMonth = (share * 2 * 730 * 3600) / 0.3;
      const assumptions = {
        ...PROD.assumptions,
        routerMs: 300,
        agentMs: 0,
        llmShare: 0,
        coldShare: 0,
        spillShare: 0,
      };
      const x86 = { ...prodWith({ architecture: "x86_64" }), assumptions, requestsPerMonth };
      return monthlyBill(x86).dollars < monthlyBill(withWarm(0, x86)).dollars;
    };
    expect([utilisation(0.59), utilisation(0.61)]).toEqual([false, true]);
  });
});

describe("the bill", () => {
  it("counts what the program makes", () => {
    const watched = { stage: "prod", functionName: "f", aliasName: "live", version: "1" };
    const limits = PROD.config.release.limits;
    const rules = ALARM_KINDS.map((kind) => alarmRule(kind, watched, limits));
    const metricsIn = (isFast: boolean) =>
      rules
        .filter(({ periodSeconds }) => periodSeconds < 60 === isFast)
        .reduce((sum, { metrics }) => sum + metrics.length, 0);
    const golden = JSON.parse(readFileSync(join(ROUTER.dir, "golden", "prod.json"), "utf8")) as readonly {
      readonly resource: string;
      readonly inputs: { readonly memorySize?: number };
    }[];
    const resources = (pattern: RegExp) => golden.filter(({ resource }) => pattern.test(resource));
    const alarms = resources(/^aws:cloudwatch\/metricAlarm/).length;
    expect(PARTS).toEqual({
      // The controller's alarms watch one metric each.
      alarmMetrics: metricsIn(false) + alarms - rules.length,
      highResolutionAlarmMetrics: metricsIn(true),
      dashboards: resources(/^aws:cloudwatch\/dashboard/).length,
      controllerMemoryMb: resources(/Function rollout-tick-fn$/)[0]?.inputs.memorySize,
      demoAgentMemoryMb: resources(/Function demo-agents-fn$/)[0]?.inputs.memorySize,
      firewallRules: 3,
    });
  });

  it("has the tiers of large numbers", () => {
    const at = (requestsPerMonth: number) => dollarsOf("Requests to the API", { ...PROD, requestsPerMonth });
    expect(at(333_000_000)).toBe(1165.5);
    expect(at(433_000_000)).toBe(1445.5);
  });

  it("leaves the cache's share to the cache", () => {
    const cached = { ...PROD, assumptions: { ...PROD.assumptions, cacheHitShare: 0.7 } };
    expect(dollarsOf("Requests to the function", cached)).toBe(0.06);
    expect(dollarsOf("Requests to the API", cached)).toBe(dollarsOf("Requests to the API"));
  });

  it("refuses a cache size that has no price", () => {
    const { config } = PROD;
    const request = {
      ...PROD,
      config: { ...config, api: { ...config.api, cache: { ...config.api.cache, sizeGb: "1.6" as const } } },
    };
    expect(() => monthlyBill(request)).toThrow(
      'The price list has no api-cache-1.6. Give it in a file, {"api-cache-1.6": <dollars>}, with --prices.',
    );
  });

  it("takes CloudWatch's free tier off only where it is asked for", () => {
    const { prices } = PROD;
    const freeTier = { source: "s", quantities: { dashboard: 3, metric: 10 } };
    const free = { ...PROD, prices: { ...prices, freeTier } };
    expect(dollarsOf("Dashboard")).toBe(3);
    expect(dollarsOf("Dashboard", free)).toBe(0);
    expect(cents(dollarsOf("Custom metrics") - dollarsOf("Custom metrics", free))).toBe(3);
  });

  it("is the sum of its items, and grows with the requests", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: 1e9 }), (a, b) => {
        const bill = (requestsPerMonth: number) => monthlyBill({ ...PROD, requestsPerMonth });
        const [few, many] = [bill(Math.min(a, b)), bill(Math.max(a, b))];
        expect(billOf(few.items).dollars).toBe(few.dollars);
        expect(few.dollars).toBeLessThanOrEqual(many.dollars);
      }),
    );
  });

  it("depends on each price that it names", () => {
    const bill = monthlyBill(PROD);
    for (const name of new Set(bill.items.flatMap(({ price }) => price ?? []))) {
      const price = PROD.prices.prices[name];
      if (price === undefined) throw new Error(name);
      const dearer = {
        ...price,
        tiers: undefined,
        dollars: 2 * (price.dollars ?? price.tiers?.[0]?.dollars ?? 0),
      };
      const prices = { ...PROD.prices, prices: { ...PROD.prices.prices, [name]: dearer } };
      expect([name, monthlyBill({ ...PROD, prices }).dollars > bill.dollars]).toEqual([name, true]);
    }
  });
});
