import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MetricKey } from "./catalogue.ts";
import { catalogue } from "./catalogue.ts";
import type { MetricValues } from "./emf.ts";
import { encodeEmf } from "./emf.ts";

const context = { stage: "local", functionVersion: "12", timestampMs: 1_574_109_732_004 };

describe("encodeEmf", () => {
  it("writes one document with the metrics at its root and one directive per group of dimension sets", () => {
    const line = encodeEmf(
      { requests: 1, responseTime: 12.5, llmCalls: 1, hardFailures: 0 },
      { ...context, properties: { RequestId: "r-1", Cold: true, Status: 200 } },
    );
    expect(JSON.parse(line)).toEqual({
      _aws: {
        Timestamp: 1_574_109_732_004,
        CloudWatchMetrics: [
          {
            Namespace: "Switchyard",
            Dimensions: [["Stage", "FunctionVersion"], ["Stage"]],
            Metrics: [
              { Name: "Requests", Unit: "Count", StorageResolution: 60 },
              { Name: "HardFailures", Unit: "Count", StorageResolution: 1 },
              { Name: "ResponseTime", Unit: "Milliseconds", StorageResolution: 60 },
            ],
          },
          {
            Namespace: "Switchyard",
            Dimensions: [["Stage", "FunctionVersion"]],
            Metrics: [{ Name: "LlmCalls", Unit: "Count", StorageResolution: 60 }],
          },
        ],
      },
      Stage: "local",
      FunctionVersion: "12",
      Requests: 1,
      ResponseTime: 12.5,
      LlmCalls: 1,
      HardFailures: 0,
      RequestId: "r-1",
      Cold: true,
      Status: 200,
    });
  });

  it("stays on one line whatever a property holds", () => {
    const line = encodeEmf({ requests: 1 }, { ...context, properties: { Note: "a\nb\r\u0000" } });
    expect(line).not.toMatch(/[\n\r]/);
    expect(JSON.parse(line)).toMatchObject({ Note: "a\nb\r\u0000" });
  });

  it("refuses a line without metrics", () => {
    expect(() => encodeEmf({}, context)).toThrow("An EMF line needs at least one metric");
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("refuses the value %s and names the metric", (value) => {
    expect(() => encodeEmf({ requests: 1, llmTime: value }, context)).toThrow(
      "llmTime must be a finite number",
    );
  });

  it("refuses a property that is not a finite number", () => {
    const properties = { Confidence: Number.NaN };
    expect(() => encodeEmf({ requests: 1 }, { ...context, properties })).toThrow(
      "Confidence must be a finite",
    );
  });

  it.each(["Requests", "LlmTime", "Stage", "FunctionVersion", "_aws"])(
    "refuses a property called %s, even when that metric is not in the line",
    (name) => {
      const properties = { [name]: "x" };
      expect(() => encodeEmf({ errors: 1 }, { ...context, properties })).toThrow(`The property ${name} has`);
    },
  );

  it("refuses a property that would change the prototype", () => {
    const properties = JSON.parse('{"__proto__":"x"}') as Record<string, string>;
    expect(() => encodeEmf({ errors: 1 }, { ...context, properties })).toThrow(
      'cannot be called "__proto__"',
    );
  });

  it("refuses a property without a name", () => {
    expect(() => encodeEmf({ errors: 1 }, { ...context, properties: { "": "x" } })).toThrow(
      'A property cannot be called "".',
    );
  });

  it("refuses metrics that are not in the catalogue, and names them all", () => {
    const values = { requests: 1, reqests: 1, toString: 1 } as MetricValues;
    expect(() => encodeEmf(values, context)).toThrow("Not in the metric catalogue: reqests, toString.");
  });

  it("takes a metric that is there without a value for absent", () => {
    const values = { requests: 1, errors: undefined } as unknown as MetricValues;
    expect(JSON.parse(encodeEmf(values, context))).not.toHaveProperty("Errors");
  });

  it("refuses an empty dimension value, which CloudWatch would drop", () => {
    expect(() => encodeEmf({ requests: 1 }, { ...context, stage: "" })).toThrow("stage must have 1 to 1024");
    expect(() => encodeEmf({ requests: 1 }, { ...context, stage: " \t" })).toThrow(
      "stage must have 1 to 1024",
    );
  });

  it("takes a dimension value of 1024 characters and refuses one of 1025", () => {
    const functionVersion = "1".repeat(1024);
    expect(JSON.parse(encodeEmf({ requests: 1 }, { ...context, functionVersion }))).toMatchObject({
      FunctionVersion: functionVersion,
    });
    expect(() => encodeEmf({ requests: 1 }, { ...context, functionVersion: `${functionVersion}1` })).toThrow(
      "functionVersion must have 1 to 1024 characters; found 1025",
    );
  });

  it("takes the first moment of the epoch", () => {
    const document = JSON.parse(encodeEmf({ requests: 1 }, { ...context, timestampMs: 0 }));
    expect(document._aws.Timestamp).toBe(0);
  });

  it.each([1.5, -1, Number.NaN])("refuses the timestamp %s", (timestampMs) => {
    expect(() => encodeEmf({ requests: 1 }, { ...context, timestampMs })).toThrow("whole epoch milliseconds");
  });

  it("declares exactly the metrics it is given, each once, and gives each declared name a value", () => {
    const keys = Object.keys(catalogue) as MetricKey[];
    const someValues = fc.dictionary(
      fc.constantFrom(...keys),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      { minKeys: 1 },
    );
    fc.assert(
      fc.property(someValues, (values) => {
        const document = JSON.parse(encodeEmf(values as MetricValues, context));
        const declared: string[] = document._aws.CloudWatchMetrics.flatMap(
          (directive: { Metrics: { Name: string }[] }) => directive.Metrics.map(({ Name }) => Name),
        );
        const given = (Object.keys(values) as MetricKey[]).map((key) => catalogue[key].name);
        expect(declared.toSorted()).toEqual(given.toSorted());
        for (const name of declared) expect(typeof document[name]).toBe("number");
      }),
    );
  });
});
