import { describe, expect, it } from "vitest";
import { withDeadline } from "./deadline.ts";

describe("withDeadline", () => {
  it("gives the value of what is done in time", async () => {
    expect(await withDeadline(5000, async () => 7)).toEqual({ kind: "done", value: 7 });
  });

  it("passes an error on that comes in time", async () => {
    await expect(withDeadline(5000, async () => Promise.reject(new Error("broken")))).rejects.toThrow(
      "broken",
    );
  });

  it("is late at once, and aborts, even when what runs never looks at the signal", async () => {
    let seen: AbortSignal | undefined;
    const result = await withDeadline(10, (signal) => {
      seen = signal;
      return new Promise(() => undefined);
    });
    expect(result).toEqual({ kind: "late", timeoutMs: 10 });
    expect(seen?.aborted).toBe(true);
  });

  it("swallows the error of what was aborted", async () => {
    const result = await withDeadline(
      10,
      (signal) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted")))),
    );
    expect(result.kind).toBe("late");
  });
});
