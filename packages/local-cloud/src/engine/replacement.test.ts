import { describe, expect, it } from "vitest";
import { createWorld, type Program, thingUrn } from "./test-world.ts";

const release =
  (sha: string, rest: Parameters<Program["thing"]>[2] = {}) =>
  ({ thing }: Program) =>
    thing("release", { tags: { sha } }, { replaceOnChanges: ["tags.sha"], ...rest });

describe("a replacement", () => {
  it("creates under a fresh generated name before it deletes, and updates dependents in between", async () => {
    const world = createWorld();
    const program = (sha: string) => async (program: Program) => {
      const { state } = await release(sha)(program);
      await program.thing("stage", { target: state.id });
    };
    await world.up(program("1"));
    world.provider.calls.length = 0;
    const { steps, events } = await world.up(program("2"));
    expect(steps).toEqual(["replace release", "update stage", "delete release"]);
    expect(world.provider.calls).toEqual(["create release-4", "update stage-2", "delete release-1"]);
    expect(events.find((event) => event.kind === "step-finished" && event.op === "replace")).toMatchObject({
      changed: ["tags.sha"],
      replaceBecause: ["tags.sha"],
    });
    expect(world.state().resources.map(({ id }) => id)).toEqual(["", "release-4", "stage-2"]);
  });

  it("follows from a property that the provider cannot change", async () => {
    const world = createWorld();
    await world.up(({ thing }) => thing("a", { name: "one" }));
    expect((await world.up(({ thing }) => thing("a", { name: "two" }))).steps).toEqual([
      "replace a",
      "delete a",
    ]);
    expect([...world.provider.things.keys()]).toEqual(["two"]);
  });

  it("follows from what has changed within a property, where the provider says so", async () => {
    const world = createWorld();
    const target = (text: string) => world.up(({ thing }) => thing("a", { target: text }));
    await target("one:1");
    expect((await target("one:2")).steps).toEqual(["update a"]);
    const { steps, events } = await target("two:2");
    expect(steps).toEqual(["replace a", "delete a"]);
    expect(events.find((event) => event.kind === "step-finished" && event.op === "replace")).toMatchObject({
      replaceBecause: ["target"],
    });
  });

  it("deletes first when asked to, and forgets nothing when the creation then fails", async () => {
    const world = createWorld();
    const first = { deleteBeforeReplace: true };
    await world.up(({ thing }) => thing("a", { name: "one" }, first));
    await world.up(({ thing }) => thing("a", { name: "two" }, first));
    expect(world.provider.calls).toEqual(["create one", "delete one", "create two"]);
    const { problems } = await world.up(({ thing }) => thing("a", { name: "three", fail: "create" }, first));
    expect(problems).toEqual(["cannot create three"]);
    expect(world.state().resources.map(({ name }) => name)).toEqual(["shop-dev"]);
    expect((await world.up(({ thing }) => thing("a", { name: "three" }, first))).steps).toEqual(["create a"]);
  });

  it("deletes first when old and new cannot live side by side, unless told not to", async () => {
    const fixed =
      (sha: string, rest: Parameters<Program["thing"]>[2] = {}) =>
      ({ thing }: Program) =>
        thing("a", { name: "fixed", tags: { sha } }, { replaceOnChanges: ["tags"], ...rest });
    const world = createWorld();
    await world.up(fixed("1"));
    expect((await world.up(fixed("2"))).steps).toEqual(["replace a"]);
    expect(world.provider.calls).toEqual(["create fixed", "delete fixed", "create fixed"]);
    const { problems } = await world.up(fixed("3", { deleteBeforeReplace: false }));
    expect(problems).toEqual(["fixed exists"]);
    expect(world.provider.things.has("fixed")).toBe(true);
  });

  it("remembers the old resource across a failure, and deletes it in the next deployment", async () => {
    const world = createWorld();
    await world.up(release("1"));
    const failed = await world.up(async (program) => {
      await release("2")(program);
      throw new Error("the program failed");
    });
    expect(failed.problems).toEqual(["the program failed"]);
    expect(world.state().resources.map(({ id, pendingDelete }) => [id, pendingDelete])).toEqual([
      ["", false],
      ["release-3", false],
      ["release-1", true],
    ]);
    expect((await world.up(release("2"))).steps).toEqual(["same release", "delete release"]);
    expect([...world.provider.things.keys()]).toEqual(["release-3"]);
  });

  it("is refused for a protected resource", async () => {
    const world = createWorld();
    await world.up(release("1", { protect: true }));
    const { problems } = await world.up(release("2"));
    expect(problems).toEqual([
      `'${thingUrn("release")}' is protected and would have to be replaced (tags.sha). Deploy it with protect: false first, or undo the change.`,
    ]);
    expect(world.provider.calls).toEqual(["create release-1"]);
  });

  it("keeps the old resource that is retained", async () => {
    const world = createWorld();
    await world.up(release("1", { retainOnDelete: true }));
    const { events } = await world.up(release("2", { retainOnDelete: true }));
    expect(events.at(-1)).toMatchObject({ kind: "step-finished", op: "delete", retained: true });
    expect([...world.provider.things.keys()]).toEqual(["release-1", "release-3"]);
  });
});
