import { describe, expect, it } from "vitest";
import type { Invoked } from "./ports.ts";
import { answered, fakeFunctions, refusedWith } from "./testing.ts";
import { runTrials, type TrialPlan } from "./trials.ts";

const PLAN: TrialPlan = {
  sizesMb: [128, 512],
  coldStarts: 2,
  invocations: 5,
  payloads: ["a", "b"],
  // The last of what is left: sizes come in the reverse order.
  random: () => 0.99,
};

function functionsWith(instead?: (count: number) => Invoked | undefined, neededMb = 80) {
  return fakeFunctions({
    computeMs: 2,
    waitMs: 1,
    initMs: 200,
    neededMb,
    ...(instead === undefined ? {} : { instead }),
  });
}

async function run(functions: ReturnType<typeof functionsWith>, plan: Partial<TrialPlan> = {}) {
  await functions.create("copy");
  return await runTrials({ ...PLAN, ...plan }, functions, "copy", {
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
}

describe("runTrials", () => {
  it("gives each size a fresh environment in each round, and its warm calls over all of them", async () => {
    const functions = functionsWith();
    const { sizes, failures } = await run(functions);
    expect(failures).toEqual([]);
    // Versions 1 and 2 have 128 MB, 3 and 4 have 512 MB. Two warm calls in the first round, three in the second.
    expect(functions.invoked).toEqual([
      ...Array.from({ length: 3 }, () => "512/3"),
      ...Array.from({ length: 3 }, () => "128/1"),
      ...Array.from({ length: 4 }, () => "512/4"),
      ...Array.from({ length: 4 }, () => "128/2"),
    ]);
    // 2 ms of a CPU at 128 of 1769 MB are 27.64 ms.
    const warm = { durationMs: 28.64, billedMs: 29, initMs: undefined, maxMemoryMb: 80 };
    const cold = { durationMs: 28.64, billedMs: 229, initMs: 200, maxMemoryMb: 80 };
    expect(sizes[0]).toEqual({
      memoryMb: 128,
      outOfMemory: false,
      environments: [
        { cold, warm: [warm, warm] },
        { cold, warm: [warm, warm, warm] },
      ],
    });
  });

  it("asks every size the same questions", async () => {
    const functions = functionsWith();
    const asked: string[] = [];
    const listening = {
      ...functions,
      invoke: (name: string, version: string, payload: string) => {
        asked.push(`${version}${payload}`);
        return functions.invoke(name, version, payload);
      },
    };
    await run(listening);
    const of = (...versions: readonly string[]) =>
      asked.filter((each) => versions.includes(each.charAt(0))).map((each) => each.slice(1));
    expect(of("1", "2")).toEqual(["a", "a", "b", "b", "a", "b", "a"]);
    expect(of("3", "4")).toEqual(of("1", "2"));
  });

  it("leaves a size alone in which the function does not fit, and goes on with the others", async () => {
    const functions = functionsWith(undefined, 300);
    const { sizes, failures } = await run(functions);
    expect(failures).toEqual([]);
    expect(sizes.map(({ memoryMb, outOfMemory }) => [memoryMb, outOfMemory])).toEqual([
      [128, true],
      [512, false],
    ]);
    expect(functions.invoked.filter((each) => each.startsWith("128"))).toEqual(["128/1"]);
  });

  it("stops after three calls that failed", async () => {
    const functions = functionsWith(() => refusedWith(502, "agent_failed"));
    const { failures } = await run(functions);
    expect(functions.invoked).toHaveLength(3);
    expect(failures).toEqual(
      Array.from({ length: 3 }, () => ({
        memoryMb: 512,
        why: "the router answered with status 502 (agent_failed)",
      })),
    );
  });

  it("does not take a call for warm that started an environment, and makes it again", async () => {
    const again = answered({ durationMs: 9, initMs: 300, memoryMb: 512, maxMemoryMb: 80 });
    const functions = functionsWith((count) => (count === 1 ? again : undefined));
    const { sizes } = await run(functions);
    expect(functions.invoked.filter((each) => each === "512/3")).toHaveLength(4);
    expect(sizes[1]?.environments[0]?.warm.map(({ initMs }) => initMs)).toEqual([undefined, undefined]);
  });

  it("ends where environments are replaced at every call", async () => {
    const functions = functionsWith(() =>
      answered({ durationMs: 9, initMs: 300, memoryMb: 512, maxMemoryMb: 80 }),
    );
    const { sizes } = await run(functions, { sizesMb: [512], coldStarts: 1 });
    expect(functions.invoked).toHaveLength(11);
    expect(sizes[0]?.environments[0]?.warm).toEqual([]);
  });

  it("does not take a first call for cold that found an environment started ahead", async () => {
    const functions = functionsWith(() =>
      answered({ durationMs: 9, initMs: undefined, memoryMb: 512, maxMemoryMb: 80 }),
    );
    const { sizes } = await run(functions, { sizesMb: [512], coldStarts: 1 });
    expect(sizes[0]?.environments[0]).toMatchObject({ cold: undefined, warm: { length: 5 } });
  });
});
