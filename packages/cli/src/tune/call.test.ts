import { describe, expect, it } from "vitest";
import { readCall } from "./call.ts";
import { answered, refusedWith } from "./testing.ts";

const REPORT = "REPORT RequestId: r\tDuration: 3.00 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB";

describe("readCall", () => {
  it("takes what Lambda measured of an answer", () => {
    expect(readCall(answered({ durationMs: 2.5, initMs: 100, memoryMb: 512, maxMemoryMb: 90 }))).toEqual({
      kind: "answered",
      call: { durationMs: 2.5, billedMs: 103, initMs: 100, maxMemoryMb: 90 },
    });
  });

  it.each([
    [
      "another status",
      refusedWith(502, "agent_failed"),
      "the router answered with status 502 (agent_failed)",
    ],
    ["no HTTP response", { payload: "null", logTail: "" }, "the function returned no HTTP response"],
    [
      "an answer without a report",
      { payload: '{"statusCode":200}', logTail: "hello\n" },
      "expected a REPORT line with the duration and the memory at the end of the log, found none (the function's log format must be Text)",
    ],
    [
      "an answer of which the memory is not known",
      { payload: '{"statusCode":200}', logTail: `${REPORT}\t\n` },
      "expected a REPORT line with the duration and the memory at the end of the log, found one without the memory used",
    ],
    [
      "an error of the function",
      {
        functionError: "Unhandled",
        payload: '{"errorType":"ConfigError","errorMessage":"two problems"}',
        logTail: `${REPORT}\tMax Memory Used: 60 MB\t`,
      },
      "the function ended with ConfigError: two problems",
    ],
    [
      "a process that ended with memory to spare",
      {
        functionError: "Unhandled",
        payload: '{"errorType":"Runtime.ExitError"}',
        logTail: `${REPORT}\tMax Memory Used: 127 MB\tStatus: error\tError Type: Runtime.ExitError\t`,
      },
      "the function ended with Runtime.ExitError",
    ],
  ])("counts %s as a failure", (_, invoked, why) => {
    expect(readCall(invoked)).toEqual({ kind: "failed", why, outOfMemory: false });
  });

  it.each([
    ["Lambda says so", "Runtime.OutOfMemory", 100],
    ["the process ended with its memory full", "Runtime.ExitError", 128],
  ])("knows a function that did not fit: %s", (_, errorType, usedMb) => {
    expect(
      readCall({
        functionError: "Unhandled",
        payload: JSON.stringify({ errorType }),
        logTail: `${REPORT}\tMax Memory Used: ${usedMb} MB\tStatus: error\tError Type: ${errorType}\t`,
      }),
    ).toMatchObject({ kind: "failed", outOfMemory: true });
  });
});
