import { describe, expect, it } from "vitest";
import { readEmf } from "./emf.ts";

const DOCUMENT = {
  _aws: {
    Timestamp: 1_574_109_732_004,
    CloudWatchMetrics: [
      {
        Namespace: "Router",
        Dimensions: [["Service", "Version"], ["Service"], []],
        Metrics: [{ Name: "Latency", Unit: "Milliseconds", StorageResolution: 1 }, { Name: "Calls" }],
      },
    ],
  },
  Service: "router",
  Version: "12",
  Latency: [100, 250.5],
  Calls: 1,
};

/** The document with one member of its directive replaced. */
function withDirective(change: Record<string, unknown>): string {
  const [directive] = DOCUMENT._aws.CloudWatchMetrics;
  return JSON.stringify({
    ...DOCUMENT,
    _aws: { ...DOCUMENT._aws, CloudWatchMetrics: [{ ...directive, ...change }] },
  });
}

describe("readEmf", () => {
  it("makes one metric per metric definition and dimension set", () => {
    const latency = {
      namespace: "Router",
      timestampMs: 1_574_109_732_004,
      name: "Latency",
      unit: "Milliseconds",
      storageResolutionS: 1,
      values: [100, 250.5],
    };
    const calls = { ...latency, name: "Calls", unit: "None", storageResolutionS: 60, values: [1] };
    expect(readEmf(JSON.stringify(DOCUMENT))).toEqual({
      kind: "metrics",
      data: [
        { ...latency, dimensions: { Service: "router", Version: "12" } },
        { ...latency, dimensions: { Service: "router" } },
        { ...latency, dimensions: {} },
        { ...calls, dimensions: { Service: "router", Version: "12" } },
        { ...calls, dimensions: { Service: "router" } },
        { ...calls, dimensions: {} },
      ],
    });
  });

  it.each([
    ["an ordinary line", "START RequestId: 1 Version: 3"],
    ["a document behind a prefix", `2026-11-23T10:00:00Z\tid\tINFO\t${JSON.stringify(DOCUMENT)}`],
    ["a document wrapped by the JSON log format", JSON.stringify({ level: "INFO", message: DOCUMENT })],
    ["JSON that only mentions CloudWatchMetrics", '{"topic":"CloudWatchMetrics"}'],
    ["broken JSON that has no _aws", '{"topic":"CloudWatchMetrics"'],
  ])("takes %s for no EMF", (_, line) => {
    expect(readEmf(line)).toEqual({ kind: "not-emf" });
  });

  it("tells a document that was cut off from an ordinary line", () => {
    expect(readEmf(JSON.stringify(DOCUMENT).slice(0, -5))).toEqual({ kind: "unparsable" });
  });

  it.each([
    ["no set of dimensions", withDirective({ Dimensions: [] })],
    ["a dimension that is not at the root", withDirective({ Dimensions: [["Region"]] })],
    ["a dimension that is a number", withDirective({ Dimensions: [["Calls"]] })],
    ["an unknown unit", withDirective({ Metrics: [{ Name: "Calls", Unit: "milliseconds" }] })],
    ["another resolution", withDirective({ Metrics: [{ Name: "Calls", StorageResolution: 10 }] })],
    ["a metric that is text", withDirective({ Metrics: [{ Name: "Service" }] })],
    ["a metric that is missing", withDirective({ Metrics: [{ Name: "Gone" }] })],
    ["an empty namespace", withDirective({ Namespace: "" })],
    ["101 metrics", withDirective({ Metrics: Array.from({ length: 101 }, () => ({ Name: "Calls" })) })],
    ["31 dimensions", withDirective({ Dimensions: [Array.from({ length: 31 }, () => "Service")] })],
    ["101 values", JSON.stringify({ ...DOCUMENT, Calls: Array.from({ length: 101 }, () => 1) })],
    ["no timestamp", JSON.stringify({ ...DOCUMENT, _aws: { CloudWatchMetrics: [] } })],
  ])("refuses a document with %s as a whole", (_, line) => {
    expect(readEmf(line).kind).toBe("invalid");
  });
});
