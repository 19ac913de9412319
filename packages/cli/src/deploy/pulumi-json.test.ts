import { describe, expect, it } from "vitest";
import { changesInPreview, textOutputs } from "./pulumi-json.ts";

const urn = (types: string, name: string): string =>
  `urn:pulumi:prod::switchyard-router::switchyard:infra:RouterFunction$${types}::${name}`;

describe("changesInPreview", () => {
  it("are the steps that change something, a replacement once", () => {
    const json = JSON.stringify({
      config: {},
      steps: [
        {
          op: "same",
          urn: "urn:pulumi:prod::switchyard-router::pulumi:pulumi:Stack::switchyard-router-prod",
        },
        { op: "create", urn: urn("aws:lambda/function:Function", "router-fn") },
        {
          op: "update",
          urn: urn("aws:cloudwatch/metricAlarm:MetricAlarm", "router-errors"),
          diffReasons: ["threshold"],
          detailedDiff: { threshold: { kind: "update", inputDiff: false } },
        },
        { op: "create-replacement", urn: urn("aws:dynamodb/table:Table", "rollout-table") },
        { op: "replace", urn: urn("aws:dynamodb/table:Table", "rollout-table"), diffReasons: ["hashKey"] },
        { op: "delete-replaced", urn: urn("aws:dynamodb/table:Table", "rollout-table") },
        { op: "delete", urn: urn("aws:sqs/queue:Queue", "old::queue") },
      ],
      changeSummary: { create: 1 },
    });
    expect(changesInPreview(json)).toEqual([
      { op: "create", type: "aws:lambda/function:Function", name: "router-fn", changed: [] },
      {
        op: "update",
        type: "aws:cloudwatch/metricAlarm:MetricAlarm",
        name: "router-errors",
        changed: ["threshold"],
      },
      { op: "replace", type: "aws:dynamodb/table:Table", name: "rollout-table", changed: ["hashKey"] },
      { op: "delete", type: "aws:sqs/queue:Queue", name: "old::queue", changed: [] },
    ]);
  });

  it("are none where there are no steps", () => {
    expect(changesInPreview("{}")).toEqual([]);
  });

  it("are not guessed: a step that is not known is an error", () => {
    const json = JSON.stringify({ steps: [{ op: "vanish", urn: urn("aws:sqs/queue:Queue", "q") }] });
    expect(() => changesInPreview(json)).toThrow(
      'pulumi preview tells of a step "vanish", which is unknown here.',
    );
  });

  it("are not read from something else", () => {
    expect(() => changesInPreview("Previewing update")).toThrow(
      "Expected the JSON of pulumi preview, found Previewing update. Is the Pulumi CLI of version 3?",
    );
  });
});

describe("textOutputs", () => {
  it("are those that are text and no secret", () => {
    expect(textOutputs('{"version":"7","apiKey":"[secret]","alarmNames":["a"]}')).toEqual({ version: "7" });
  });
});
