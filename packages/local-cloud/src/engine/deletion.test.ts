import { describe, expect, it } from "vitest";
import { createWorld, type Program, thingUrn } from "./test-world.ts";

const nothing = async (): Promise<void> => undefined;
const three = async ({ thing }: Program): Promise<void> => {
  for (const name of ["a", "b", "c"]) await thing(name, { name });
};

describe("deletions", () => {
  it("refuse before the first one when something protected would go", async () => {
    const world = createWorld();
    await world.up(async ({ thing }) => {
      await thing("a", { name: "a" }, { protect: true });
      await thing("b", { name: "b" });
    });
    for (const run of [await world.up(nothing), await world.destroy()]) {
      expect(run.problems).toEqual([
        `Nothing was deleted, because these resources are protected: '${thingUrn("a")}'. Deploy them with protect: false first, or keep them in the program.`,
      ]);
    }
    expect([...world.provider.things.keys()]).toEqual(["a", "b"]);
  });

  it("take children of a protected component for protected", async () => {
    const world = createWorld();
    await world.up(async ({ register, thing }) => {
      const { state } = await register("app:index:Tree", "t", { kind: "component", protect: true });
      await thing("leaf", {}, { parent: state.urn });
      await thing("free", {}, { parent: state.urn, protect: false });
    });
    expect(world.state().resources.map(({ protect }) => protect)).toEqual([false, true, true, false]);
  });

  it("forget a retained resource and leave it where it is", async () => {
    const world = createWorld();
    await world.up(({ thing }) => thing("a", { name: "a" }, { retainOnDelete: true }));
    const { events } = await world.destroy();
    expect(events.find((event) => event.kind === "step-finished")).toMatchObject({
      name: "a",
      retained: true,
    });
    expect(world.provider.things.has("a")).toBe(true);
    expect(world.state().resources).toEqual([]);
  });

  it("leave out what goes with another resource", async () => {
    const world = createWorld();
    await world.up(async ({ thing }) => {
      await thing("whole", { name: "whole" });
      await thing("part", { name: "part" }, { deletedWith: thingUrn("whole") });
    });
    await world.destroy();
    expect(world.provider.calls).toEqual(["create whole", "create part", "delete whole"]);
  });

  it("stop at a failure and keep the rest in the state", async () => {
    const world = createWorld();
    await world.up(async (program) => {
      await program.thing("a", { name: "a" });
      await program.thing("b", { name: "b", fail: "delete" });
      await program.thing("c", { name: "c" });
    });
    const { problems } = await world.destroy();
    expect(problems).toEqual(["cannot delete b"]);
    expect(world.state().resources.map(({ name }) => name)).toEqual(["shop-dev", "a", "b"]);
  });

  it("count a resource that is gone already as deleted", async () => {
    const world = createWorld();
    await world.up(three);
    world.provider.things.delete("b");
    expect((await world.destroy()).problems).toEqual([]);
    expect(world.state().resources).toEqual([]);
  });

  it("of a whole stack leave an empty state, and checkpoint after each step", async () => {
    const world = createWorld();
    await world.up(three);
    const before = world.checkpoints.length;
    const { steps } = await world.destroy();
    expect(steps).toEqual(["delete c", "delete b", "delete a"]);
    expect(world.checkpoints.slice(before).map(({ resources }) => resources.length)).toEqual([3, 2, 1, 0, 0]);
    expect((await world.destroy()).steps).toEqual([]);
  });
});
