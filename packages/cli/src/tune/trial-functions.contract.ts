import { describe, expect, it } from "vitest";
import { readCall } from "./call.ts";
import { queryPayload } from "./events.ts";
import type { TrialFunctions } from "./ports.ts";

/** Every adapter of `TrialFunctions` must pass this. `name` gives a name that no copy has. */
export function trialFunctionsContract(
  what: string,
  open: () => Promise<{ readonly functions: TrialFunctions; readonly name: string }>,
): void {
  const ask = async (functions: TrialFunctions, name: string, version: string) => {
    const result = readCall(await functions.invoke(name, version, queryPayload("What are my AWS costs?")));
    if (result.kind === "failed") throw new Error(result.why);
    return result.call;
  };

  describe(`${what} as TrialFunctions`, () => {
    it("publishes versions of a size that start cold, each once", async () => {
      const { functions, name } = await open();
      await functions.create(name);
      try {
        const first = await functions.publish(name, 256, "256 MB, environment 1");
        const second = await functions.publish(name, 256, "256 MB, environment 2");
        expect(second).not.toBe(first);
        for (const version of [first, second]) {
          expect((await ask(functions, name, version)).initMs).toBeGreaterThan(0);
          const { initMs, durationMs, billedMs } = await ask(functions, name, version);
          expect(initMs).toBeUndefined();
          expect(billedMs).toBe(Math.ceil(durationMs));
        }
      } finally {
        await functions.remove(name);
      }
    });

    it("has nothing to invoke any more once a copy is removed, and removes it again without a word", async () => {
      const { functions, name } = await open();
      await functions.create(name);
      const version = await functions.publish(name, 128, "128 MB, environment 1");
      await functions.remove(name);
      await expect(functions.invoke(name, version, "{}")).rejects.toMatchObject({
        name: "ResourceNotFoundException",
      });
      await functions.remove(name);
    });
  });
}
