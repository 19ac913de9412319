import { describe, expect, it } from "vitest";
import { readInitMs, readMaxMemoryMb, readObservations } from "./observations.ts";

const metric = (more: object) => ({
  stream: "2026/11/26/[2]abc",
  message: JSON.stringify({
    _aws: {},
    FunctionVersion: "2",
    ColdStarts: 0,
    RoutingTime: 0.2,
    ResponseTime: 12.5,
    RequestCost: 3,
    ResponsesLlm: 0,
    Errors: 0,
    Status: 200,
    ...more,
  }),
});
const report = (version: string, text: string) => ({
  stream: `2026/11/26/[${version}]abc`,
  message: `REPORT RequestId: r\tDuration: 5.21 ms\t${text}`,
});

describe("readObservations", () => {
  it("reads the metric lines of the arms and nothing else", () => {
    const lines = [
      metric({}),
      metric({ ColdStarts: 1, InitDuration: 70, ResponsesLlm: 1 }),
      metric({ FunctionVersion: "3" }),
      { stream: "s", message: '{"level":"WARN"}' },
      { stream: "s", message: "START RequestId: r" },
    ];
    expect(readObservations(lines, ["1", "2"])).toEqual([
      {
        version: "2",
        coldStart: false,
        routingMs: 0.2,
        responseMs: 12.5,
        costMicroDollars: 3,
        byLlm: false,
        failed: false,
      },
      {
        version: "2",
        coldStart: true,
        initMs: 70,
        routingMs: 0.2,
        responseMs: 12.5,
        costMicroDollars: 3,
        byLlm: true,
        failed: false,
      },
    ]);
  });

  it("refuses a line without a number that it should have", () => {
    expect(() => readObservations([metric({ RequestCost: undefined })], ["2"])).toThrow(
      "expected a number for RequestCost",
    );
  });
});

describe("the REPORT lines", () => {
  const lines = [
    report("1", "Memory Size: 512 MB\tMax Memory Used: 99 MB\tInit Duration: 310.5 ms"),
    report("1", "Memory Size: 512 MB\tMax Memory Used: 101 MB"),
    report("2", "Memory Size: 512 MB\tMax Memory Used: 61 MB\tInit Duration: 80.25 ms"),
  ];

  it("give memory and init of a version", () => {
    expect(readMaxMemoryMb(lines, "1")).toBe(101);
    expect(readMaxMemoryMb(lines, "2")).toBe(61);
    expect(readInitMs(lines, "1")).toEqual([310.5]);
    expect(readInitMs(lines, "2")).toEqual([80.25]);
  });
});
