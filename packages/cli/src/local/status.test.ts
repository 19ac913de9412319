import { describe, expect, it } from "vitest";
import { type LocalStatus, printStatus, releaseHint } from "./status.ts";

const STATUS: LocalStatus = {
  running: true,
  apiUrl: "http://127.0.0.1:4600/api/local",
  awsEndpointUrl: "http://127.0.0.1:4599",
  region: "us-east-1",
  apiKeyId: "k1",
  restApiId: "api",
  stageName: "local",
  functionName: "switchyard-local-router",
  alias: "live",
  version: "1",
  additionalVersionWeights: {},
  publishedVersion: "1",
  logGroup: "/aws/lambda/switchyard-local-router",
  bedrock: {
    mode: "stand-in",
    latencyMs: 80,
    fault: "none",
    faultRate: 1,
  },
  speed: 1,
};

const IDLE = { state: "idle", explanation: "Nothing is being released." };

describe("releaseHint", () => {
  it("says nothing when the newest version gets everything", () => {
    expect(releaseHint(STATUS, IDLE)).toEqual([]);
  });

  it("says how a version that was only published comes into service", () => {
    expect(releaseHint({ ...STATUS, publishedVersion: "2" }, { ...IDLE, waiting: "2" })).toEqual([
      "Version 2 is published; live serves version 1. A deployment shifts no traffic. To bring it into service:",
      "  npm run -s switchyard -- release start",
      "  npm run -s switchyard -- release watch",
    ]);
  });

  it("orders nothing that would be refused", () => {
    const release = { state: "rolled_back", explanation: "Version 2 is rolled back." };
    expect(releaseHint({ ...STATUS, publishedVersion: "2" }, release)).toEqual([
      "Version 2 is published; live serves version 1. Version 2 is rolled back.",
      "  npm run -s switchyard -- release status",
    ]);
  });
});

describe("printStatus", () => {
  const printed = (status: LocalStatus): readonly string[] => {
    const lines: string[] = [];
    const terminal = {
      out: (text: string) => void lines.push(text),
      err: () => undefined,
      style: (_: string, text: string) => text,
    };
    printStatus(terminal, status, { state: "stepping", explanation: "Version 2 gets 5 %." });
    return lines;
  };

  it("tells how the release stands", () => {
    expect(printed(STATUS)).toContain("release       Version 2 gets 5 %.");
  });

  it("tells of a clock that runs faster", () => {
    expect(printed(STATUS).join("\n")).not.toContain("clock");
    expect(printed({ ...STATUS, speed: 60 })).toContain("clock         60 times as fast as real time");
  });
});
