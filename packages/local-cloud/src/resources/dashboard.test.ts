import { beforeEach, describe, expect, it } from "vitest";
import { createDashboards } from "../cloudwatch/dashboards.ts";
import { memoryStore } from "../store.ts";
import { created, providerOver } from "./testing.ts";

const TYPE = "aws:cloudwatch/dashboard:Dashboard";
const bodyOf = (markdown: string) =>
  JSON.stringify({ widgets: [{ type: "text", properties: { markdown } }] });

let provider: ReturnType<typeof providerOver>;
beforeEach(() => {
  const clock = { nowMs: () => 0, timer: () => () => undefined };
  provider = providerOver({ cloudWatch: createDashboards(memoryStore(), clock) });
});

describe("aws:cloudwatch/dashboard:Dashboard", () => {
  it("is put, changed and deleted", async () => {
    const dashboard = await created(provider, TYPE, {
      dashboardName: "switchyard-local",
      dashboardBody: bodyOf("a"),
    });
    expect(dashboard.outputs).toEqual({
      dashboardArn: "arn:aws:cloudwatch::000000000000:dashboard/switchyard-local",
      dashboardBody: bodyOf("a"),
      dashboardName: "switchyard-local",
      region: "us-east-1",
    });
    const changed = { dashboardName: "switchyard-local", dashboardBody: bodyOf("b") };
    expect(await provider.update(dashboard, changed, ["dashboardBody"])).toMatchObject({
      dashboardBody: bodyOf("b"),
    });
    await provider.delete(dashboard);
    await provider.delete(dashboard);
    expect(await provider.read(dashboard, dashboard.id)).toBeUndefined();
  });

  it("fails with mistakes, and with warnings too", async () => {
    const put = (dashboardBody: string) => created(provider, TYPE, { dashboardName: "a", dashboardBody });
    await expect(put('{"widgets":[{"type":"chart"}]}')).rejects.toThrow("/widgets/0/type");
    await expect(put('{"widgets":[],"theme":"dark"}')).rejects.toThrow(
      "The dashboard a has mistakes: /theme: is no property that the local cloud knows here",
    );
  });
});
