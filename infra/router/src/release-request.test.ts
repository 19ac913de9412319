import { expect, it } from "vitest";
import { releaseRequestItem } from "./release-request.ts";

it("asks for the release of a published version by the plan of the stage", () => {
  const item = releaseRequestItem(
    {
      functionName: "switchyard-prod-router",
      aliasName: "live",
      version: "7",
      digest: "0c1d",
      stack: "prod",
    },
    {
      plan: "careful",
      start: "automatic",
      provisionedConcurrency: 2,
      limits: { errorRatePercent: 1, responseTimeMs: 30_000, coldStartMs: 2000 },
      notifyEmails: [],
    },
  );
  const { body, ...keys } = JSON.parse(item) as Record<string, { readonly S: string }>;
  expect(keys).toEqual({ pk: { S: "switchyard-prod-router:live" }, sk: { S: "request" } });
  expect(JSON.parse(body?.S ?? "")).toEqual({
    version: "7",
    digest: "0c1d",
    plan: "careful",
    start: "automatic",
    by: "pulumi up",
    why: "deployment of stack prod",
  });
});
