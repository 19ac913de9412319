import { expect, it } from "vitest";
import { openStageConsole } from "./open-stage-console.ts";

it("a port that is taken ends the console with what to do, and lets go of the controller", async () => {
  const closed: string[] = [];
  const open = (name: string, port: number) =>
    openStageConsole({
      stage: "prod",
      controller: {
        // Nobody looks, so nothing is read.
        ask: async () => await Promise.reject(new Error("expected not to be asked")),
        pollMs: 1000,
        close: () => void closed.push(name),
      },
      local: undefined,
      by: "ann",
      canAct: true,
      port,
    });
  const first = await open("first", 0);
  const port = Number(new URL(first.url).port);
  await expect(open("second", port)).rejects.toThrow(
    `Another program listens on port ${port}. Choose another, or none for a free one.`,
  );
  expect(closed).toEqual(["second"]);
  await first.close();
  expect(closed).toEqual(["second", "first"]);
});
