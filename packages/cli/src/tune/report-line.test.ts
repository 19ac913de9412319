import { describe, expect, it } from "vitest";
import { readReportLine } from "./report-line.ts";

describe("readReportLine", () => {
  it("reads what AWS writes after a cold start", () => {
    const log =
      "START RequestId: 8f5 Version: 3\nEND RequestId: 8f5\n" +
      "REPORT RequestId: 8f5\tDuration: 12.34 ms\tBilled Duration: 335 ms\tMemory Size: 512 MB\tMax Memory Used: 91 MB\tInit Duration: 321.99 ms\t\nXRAY TraceId: 1-2\tSegmentId: 3\tSampled: true\n";
    expect(readReportLine(log)).toEqual({
      durationMs: 12.34,
      billedMs: 335,
      memoryMb: 512,
      maxMemoryMb: 91,
      initMs: 321.99,
      errorType: undefined,
    });
  });

  it("takes Lambda's line and not one that the function wrote before it", () => {
    const line = (ms: string) =>
      `REPORT RequestId: r\tDuration: ${ms} ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 60 MB\t\n`;
    expect(readReportLine(line("0.01") + line("1.50"))).toMatchObject({ durationMs: 1.5, initMs: undefined });
  });

  it("tells why the function ended", () => {
    expect(
      readReportLine(
        "REPORT RequestId: r\tDuration: 9.00 ms\tBilled Duration: 9 ms\tMemory Size: 128 MB\tStatus: error\tError Type: Runtime.OutOfMemory\t",
      ),
    ).toMatchObject({ maxMemoryMb: undefined, errorType: "Runtime.OutOfMemory" });
  });

  it.each([
    ["no line", "START RequestId: r Version: 1\n"],
    ["a line in JSON", '{"type":"platform.report"}\n'],
    ["no billed duration", "REPORT RequestId: r\tDuration: 1.00 ms\tMemory Size: 128 MB\t"],
    ["another unit", "REPORT RequestId: r\tDuration: 1.00 s\tBilled Duration: 2 ms\tMemory Size: 128 MB\t"],
  ])("has nothing of %s", (_, log) => {
    expect(readReportLine(log)).toBeUndefined();
  });
});
