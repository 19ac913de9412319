import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createApiGateway } from "./api-gateway/api-gateway.ts";
import { createBedrock } from "./bedrock/bedrock.ts";
import { createCloudWatch } from "./cloudwatch/cloudwatch.ts";
import { createIam } from "./iam/iam.ts";
import { createImages } from "./images/images.ts";
import { createLambda } from "./lambda/lambda.ts";
import { createLogs } from "./logs/logs.ts";
import { memoryStore } from "./store.ts";
import type { WireService } from "./wire/service.ts";

const dir = mkdtempSync(join(tmpdir(), "switchyard-readme-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function services(): readonly (readonly [name: string, service: WireService])[] {
  const base = { store: memoryStore(), clock: { nowMs: () => 0 }, region: "us-east-1", dir };
  const cloudWatch = createCloudWatch(base);
  const logs = createLogs({ ...base, metrics: cloudWatch.sink });
  const iam = createIam(base);
  const images = createImages(base);
  const lambda = createLambda({
    ...base,
    authority: iam.authority,
    logs: logs.sink,
    metrics: cloudWatch.sink,
    images: images.source,
    endpointUrl: () => "",
  });
  const apiGateway = createApiGateway({
    ...base,
    invoker: lambda.invoker,
    metrics: cloudWatch.sink,
    publicUrl: () => "",
  });
  return [
    ["API Gateway", apiGateway.wire],
    ["Bedrock", createBedrock(base).wire],
    ["CloudWatch", cloudWatch.wire],
    ["CloudWatch Logs", logs.wire],
    ["ECR", images.wire],
    ["IAM", iam.wire],
    ["Lambda", lambda.wire],
    ["STS", iam.stsWire],
  ];
}

describe("README.md", () => {
  it("lists exactly the operations that are served", () => {
    const readme = readFileSync(join(import.meta.dirname, "..", "README.md"), "utf8");
    const served = services().map(
      ([name, { operations }]) => `- **${name}:** ${Object.keys(operations).toSorted().join(", ")}.`,
    );
    expect(
      readme.split("\n").filter((line) => /^- \*\*(?!Knows|Does|Needs|Promises|Start)/.test(line)),
    ).toEqual(served);
  });
});
