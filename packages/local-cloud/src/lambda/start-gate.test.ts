import { expect, it } from "vitest";
import { createStartGate } from "./start-gate.ts";

it("lets two start at a time, in the order in which they came, whether they succeed or not", async () => {
  const gate = createStartGate(2);
  const started: string[] = [];
  const ends = new Map<string, (outcome: "done" | "failed") => void>();
  const start = (name: string) =>
    gate.run(
      () =>
        new Promise<void>((resolve, reject) => {
          started.push(name);
          ends.set(name, (outcome) => (outcome === "done" ? resolve() : reject(new Error(name))));
        }),
    );
  const [a, b, c, d] = ["a", "b", "c", "d"].map(start);
  expect(started).toEqual(["a", "b"]);
  ends.get("b")?.("failed");
  await expect(b).rejects.toThrow("b");
  expect(started).toEqual(["a", "b", "c"]);
  ends.get("a")?.("done");
  await a;
  expect(started).toEqual(["a", "b", "c", "d"]);
  ends.get("c")?.("done");
  ends.get("d")?.("done");
  await Promise.all([c, d]);
  const e = start("e");
  expect(started.at(-1)).toBe("e");
  ends.get("e")?.("done");
  await e;
});
