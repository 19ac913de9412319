import { describe, expect, it } from "vitest";
import type { CpuByMemory } from "./ports.ts";
import { type FakeFunctions, fakeFunctions } from "./testing.ts";
import { measureCopy } from "./tune.ts";

const PLAN = { sizesMb: [256, 512], coldStarts: 1, invocations: 2, payloads: ["{}"], random: () => 0 };
const STEADY = { computeMs: 2, waitMs: 1, initMs: 200, neededMb: 80 };

/** Names that are limited to the CPU of their memory. */
function fakeCpu(limited: Set<string>): CpuByMemory {
  return {
    limit: async (name) => {
      limited.add(name);
      return { kind: "limited" };
    },
    unlimit: async (name) => void limited.delete(name),
  };
}

function measure(functions: FakeFunctions, abort = new AbortController(), cpu = fakeCpu(new Set())) {
  return measureCopy(
    PLAN,
    "router-tune-0a1b2c3d",
    { functions, cpu },
    {
      onProgress: () => undefined,
      signal: abort.signal,
    },
  );
}

describe("measureCopy", () => {
  it("deletes the copy when all is measured, and gives the CPU back", async () => {
    const functions = fakeFunctions(STEADY);
    const limited = new Set<string>();
    const seen: string[] = [];
    const watched = {
      ...functions,
      invoke: (name: string, version: string, payload: string) => {
        seen.push([...functions.names(), ...limited].join(" "));
        return functions.invoke(name, version, payload);
      },
    };
    const { sizes } = await measure(watched, undefined, fakeCpu(limited));
    expect(sizes.map(({ environments }) => environments[0]?.warm.length)).toEqual([2, 2]);
    expect(new Set(seen)).toEqual(new Set(["router-tune-0a1b2c3d router-tune-0a1b2c3d"]));
    expect([functions.names(), [...limited]]).toEqual([[], []]);
  });

  it("deletes the copy when somebody interrupts", async () => {
    const abort = new AbortController();
    const functions = fakeFunctions({
      ...STEADY,
      instead: (count) => {
        if (count === 2) abort.abort();
        return undefined;
      },
    });
    await expect(measure(functions, abort)).rejects.toThrow("Interrupted. router-tune-0a1b2c3d is deleted.");
    expect(functions.invoked).toHaveLength(3);
    expect(functions.names()).toEqual([]);
  });

  it("deletes the copy when a call cannot be made", async () => {
    const functions = fakeFunctions({
      ...STEADY,
      instead: () => {
        throw new Error("no network");
      },
    });
    await expect(measure(functions)).rejects.toThrow("Error: no network. router-tune-0a1b2c3d is deleted.");
    expect(functions.names()).toEqual([]);
  });

  it("deletes what may have been made although the order to make it failed", async () => {
    const functions = fakeFunctions(STEADY);
    const lost = {
      ...functions,
      create: async (name: string) => {
        await functions.create(name);
        throw new Error("the answer was lost");
      },
    };
    await expect(measure(lost)).rejects.toThrow("the answer was lost. router-tune-0a1b2c3d is deleted.");
    expect(functions.names()).toEqual([]);
  });

  it("says by name what it could not delete, and what went wrong before", async () => {
    const functions = fakeFunctions({
      ...STEADY,
      instead: () => {
        throw new Error("no network");
      },
      onRemove: () => {
        throw Object.assign(new Error("ann may not delete it"), { name: "AccessDeniedException" });
      },
    });
    await expect(measure(functions)).rejects.toThrow(
      'Error: no network.\nrouter-tune-0a1b2c3d could not be deleted: AccessDeniedException: ann may not delete it.\nDelete it with "switchyard tune --cleanup" and the same --stage.',
    );
  });

  it("measures all the same where only the limit could not be taken back", async () => {
    const functions = fakeFunctions(STEADY);
    const cpu: CpuByMemory = {
      limit: async () => ({ kind: "limited" }),
      unlimit: () => Promise.reject(new Error("the cloud is gone")),
    };
    expect((await measure(functions, undefined, cpu)).failures).toEqual([]);
    expect(functions.names()).toEqual([]);
  });

  it("measures nothing where sizes would all take the same time", async () => {
    const functions = fakeFunctions(STEADY);
    const cpu: CpuByMemory = {
      limit: async () => ({ kind: "unavailable", reason: "no cgroup is writable" }),
      unlimit: () => Promise.reject(new Error("there is no limit to take back")),
    };
    await expect(measure(functions, undefined, cpu)).rejects.toMatchObject({
      exitCode: 3,
      message:
        "Functions cannot be given CPU by their memory here, so every size would take the same time: no cgroup is writable. router-tune-0a1b2c3d is deleted.",
    });
    expect([functions.invoked, functions.names()]).toEqual([[], []]);
  });
});
