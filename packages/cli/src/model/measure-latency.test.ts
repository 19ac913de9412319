import { describe, expect, it } from "vitest";
import { measureLatency, percentile } from "./measure-latency.ts";

describe("measureLatency", () => {
  it("times single queries: most of them, and the slow ones", () => {
    let nowNs = 0n;
    const decide = (text: string) => {
      nowNs += text === "slow" ? 90_000n : 2_000n;
    };
    const texts = ["slow", ...Array.from({ length: 49 }, () => "quick")];
    expect(measureLatency(decide, texts, () => nowNs)).toEqual({ p50: 2, p99: 90 });
  });

  it("takes no notice of what else the machine does now and then", () => {
    let nowNs = 0n;
    let calls = 0;
    const decide = () => {
      calls += 1;
      nowNs += calls % 19 === 0 ? 5_000_000n : 3_000n;
    };
    const texts = Array.from({ length: 40 }, (_, index) => `q${index}`);
    expect(measureLatency(decide, texts, () => nowNs)).toEqual({ p50: 3, p99: 3 });
  });

  it("asks every query, and of very many a part", () => {
    const asked = new Set<string>();
    const texts = Array.from({ length: 5_000 }, (_, index) => `q${index}`);
    measureLatency((text) => asked.add(text), texts);
    expect(asked.size).toBe(1_667);
    expect(asked.has("q4998")).toBe(true);
  });

  it("works on a single query", () => {
    expect(
      measureLatency(
        () => undefined,
        ["one"],
        () => 7n,
      ),
    ).toEqual({ p50: 0, p99: 0 });
  });
});

describe("percentile", () => {
  it("is a number that was measured", () => {
    expect(percentile([4, 1, 3, 2], 0.5)).toBe(2);
    expect(percentile([4, 1, 3, 2], 0.99)).toBe(4);
  });
});
