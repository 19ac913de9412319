import { describe, expect, it } from "vitest";
import { requireConsent } from "./confirm.ts";

const signal = new AbortController().signal;

function person(answer: string) {
  return { isThere: true, ask: async () => answer };
}

describe("requireConsent", () => {
  it.each(["y", "Y", " yes "])("goes on after %j", async (answer) => {
    await expect(requireConsent(person(answer), "It costs.", signal)).resolves.toBeUndefined();
  });

  it.each(["", "n", "maybe", "yesterday"])("spends nothing after %j", async (answer) => {
    await expect(requireConsent(person(answer), "It costs.", signal)).rejects.toMatchObject({
      exitCode: 1,
      message: "Nothing was made and nothing was spent.",
    });
  });

  it("spends nothing where nobody can be asked", async () => {
    const nobody = { isThere: false, ask: () => Promise.reject(new Error("asked")) };
    await expect(requireConsent(nobody, "It costs.", signal)).rejects.toMatchObject({
      exitCode: 2,
      message: "It costs.\nThere is nobody to ask here. Give --yes to agree.",
    });
  });

  it("takes an interruption for a no", async () => {
    const abort = new AbortController();
    const gone = {
      isThere: true,
      ask: () => {
        abort.abort();
        return Promise.reject(new Error("aborted"));
      },
    };
    await expect(requireConsent(gone, "It costs.", abort.signal)).rejects.toThrow("Nothing was made");
  });
});
