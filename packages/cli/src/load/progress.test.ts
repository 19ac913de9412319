import { describe, expect, it } from "vitest";
import { progressEveryMs, showLoadProgress, standingText } from "./progress.ts";

const STANDING = {
  elapsedMs: 12_900,
  durationMs: 60_000,
  answered: 238,
  errors: 1,
  inFlight: 4,
  waiting: 0,
  p95Ms: 181.4,
};

function shown(redraws: boolean) {
  const lines: string[] = [];
  const show = showLoadProgress({
    out: () => undefined,
    err: (text) => void lines.push(text),
    style: (_, text) => text,
    redraws,
  });
  show(STANDING);
  show({ ...STANDING, answered: 239 });
  return lines;
}

describe("progress", () => {
  it("says how far the run is", () => {
    expect(standingText(STANDING)).toBe("12 of 60 s: 238 answered, 1 error, 4 on their way, p95 181 ms");
    expect(standingText({ ...STANDING, elapsedMs: 61_000, errors: 2, waiting: 3, p95Ms: undefined })).toBe(
      "60 of 60 s: 238 answered, 2 errors, 4 on their way, 3 waiting to be sent",
    );
  });

  it("is one line that changes on a screen, and a line now and then elsewhere", () => {
    expect(shown(true)[1]).toBe(
      "\u001b[1A\u001b[2K12 of 60 s: 239 answered, 1 error, 4 on their way, p95 181 ms",
    );
    expect(shown(false)[1]).toBe("12 of 60 s: 239 answered, 1 error, 4 on their way, p95 181 ms");
    const terminal = { out: () => undefined, err: () => undefined, style: (_: string, text: string) => text };
    expect([progressEveryMs({ ...terminal, redraws: true }), progressEveryMs(terminal)]).toEqual([
      200, 10_000,
    ]);
  });
});
