import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { expect, it } from "vitest";
import { metricsReader } from "./metrics-reader.ts";

it("metrics that cannot be read are no metrics of nothing", async () => {
  const send = async () => ({ MetricDataResults: [{ Id: "errors", StatusCode: "Forbidden" }] });
  const client = { send } as unknown as Pick<CloudWatchClient, "send">;
  await expect(metricsReader(client)([], 0, 1)).rejects.toThrow(
    "CloudWatch cannot read errors: Forbidden. Try again.",
  );
});

it("metrics are read page by page, and what a later page says of a query is added", async () => {
  const at = (ms: number) => new Date(ms);
  const pages = [
    {
      MetricDataResults: [{ Id: "requests", Timestamps: [at(0), at(60_000)], Values: [57, 60] }],
      NextToken: "more",
    },
    {
      MetricDataResults: [
        { Id: "requests", Timestamps: [at(120_000)], Values: [3] },
        { Id: "errors", Timestamps: [], Values: [] },
      ],
    },
  ];
  const asked: unknown[] = [];
  const send = async ({ input }: { readonly input: object }) => {
    asked.push("NextToken" in input ? input.NextToken : undefined);
    return pages[asked.length - 1];
  };
  // The client's `send` has an overload for each way of waiting; a reader knows one.
  const client = { send } as unknown as Pick<CloudWatchClient, "send">;
  expect(await metricsReader(client)([], 0, 180_000)).toEqual(
    new Map([
      [
        "requests",
        new Map([
          [0, 57],
          [60_000, 60],
          [120_000, 3],
        ]),
      ],
      ["errors", new Map()],
    ]),
  );
  expect(asked).toEqual([undefined, "more"]);
});
