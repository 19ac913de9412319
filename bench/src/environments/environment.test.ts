import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { type Environment, startEnvironment } from "./environment.ts";

const RUNTIME = fileURLToPath(new URL("testdata/small-runtime.cjs", import.meta.url));

describe("an environment", () => {
  let environment: Environment | undefined;
  afterEach(() => environment?.stop());

  const start = async (variables: Readonly<Record<string, string>> = {}) => {
    const program = { args: [RUNTIME], taskRoot: import.meta.dirname, environment: variables };
    environment = await startEnvironment(program);
    return environment;
  };

  it("answers one event after another, and tells when", async () => {
    const { invoke, startedAtMs, readyAtMs } = await start();
    expect(readyAtMs).toBeGreaterThan(startedAtMs);
    const order: string[] = [];
    const first = await invoke('{"number":1}', () => void order.push("answer is there"));
    order.push("answer was taken");
    expect(first.body).toBe('{"number":1}');
    expect(first.sentAtMs).toBeGreaterThanOrEqual(readyAtMs);
    expect(first.answeredAtMs).toBeGreaterThan(first.sentAtMs);
    expect(order).toEqual(["answer is there", "answer was taken"]);
    expect((await invoke('{"number":2}')).body).toBe('{"number":2}');
  });

  it("hands on an error that the function reports, with what it said", async () => {
    const { invoke } = await start();
    await expect(invoke('{"number":7,"throws":true}')).rejects.toThrow(
      /reported an error: .*boom[^]*event 7/,
    );
  });

  it("tells that the process ended", async () => {
    const { invoke } = await start();
    await expect(invoke('{"exits":true}')).rejects.toThrow("ended with code 3");
  });

  it("is not there when INIT fails", async () => {
    await expect(start({ FAILS_INIT: "yes" })).rejects.toThrow("no start");
  });
});
