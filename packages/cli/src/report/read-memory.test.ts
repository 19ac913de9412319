import { describe, expect, it } from "vitest";
import { readMemory } from "./read-memory.ts";
import { storyOf } from "./story.ts";
import { HISTORY } from "./testing.ts";

/** Both versions were asked from the second minute to the twelfth. */
const STORY = storyOf(HISTORY, "8@1", 0);
const MINUTE_MS = 60_000;

function line(version: string, minute: number, memoryMb: number) {
  return {
    logStreamName: `2026/11/26/[${version}]0123456789abcdef`,
    timestamp: minute * MINUTE_MS,
    message: `REPORT RequestId: r\tDuration: 1.00 ms\tBilled Duration: 2 ms\tMemory Size: 512 MB\tMax Memory Used: ${memoryMb} MB\t\n`,
  };
}

async function* events(lines: readonly ReturnType<typeof line>[], error?: Error) {
  yield* lines;
  if (error !== undefined) throw error;
}

const denied = (name: string) => Object.assign(new Error("no"), { name });

describe("readMemory", () => {
  it("tells the versions apart by their streams, and leaves out the minutes with one of them", async () => {
    const lines = [
      ...Array.from({ length: 20 }, () => line("7", 5, 120)),
      ...Array.from({ length: 20 }, () => line("8", 5, 70)),
      line("7", 1, 400),
      line("8", 13, 400),
      line("9", 5, 400),
      { ...line("8", 5, 0), message: "REPORT RequestId: cut off" },
    ];
    const reading = await readMemory(events(lines), STORY, 95);
    expect(reading).toMatchObject({
      kind: "read",
      isCut: false,
      baseline: { samples: 20 },
      candidate: { samples: 20 },
    });
    const { baseline, candidate } = reading.kind === "read" ? reading : {};
    expect([baseline?.value, candidate?.value].map((value = 0) => Math.ceil(value))).toEqual([120, 70]);
  });

  it("is nothing where no line tells", async () => {
    expect(await readMemory(events([]), STORY, 95)).toEqual({ kind: "read", isCut: false });
  });

  it("says so where the log may not be read, and hides no other failure", async () => {
    expect(await readMemory(events([], denied("AccessDeniedException")), STORY, 95)).toEqual({
      kind: "unread",
      reason: "its log cannot be read with these credentials",
    });
    await expect(readMemory(events([], denied("ThrottlingException")), STORY, 95)).rejects.toThrow("no");
  });

  it("reads no more than a report is worth", async () => {
    async function* endless() {
      for (;;) yield line("8", 5, 70);
    }
    expect(await readMemory(endless(), STORY, 95)).toMatchObject({
      isCut: true,
      candidate: { samples: 50_000 },
    });
  });
});
