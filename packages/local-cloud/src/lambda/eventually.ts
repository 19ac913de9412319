import { expect } from "vitest";

/** Waits for a condition. Generous, because a failing test may take long and a passing one does not. */
export function eventually<T>(probe: () => T) {
  return expect.poll(probe, { timeout: 10_000 });
}
