import { describe, expect, it } from "vitest";
import { createMemoryProvider, GROUP, THING } from "./memory-provider.ts";
import { createWorld, type Program, ROOT } from "./test-world.ts";
import { encode, UNKNOWN } from "./values.ts";

const dryRun = { dryRun: true };

/** As the SDK does: what the engine leaves out of the outputs is unknown in a preview. */
const shop =
  (tag: string) =>
  async ({ thing }: Program): Promise<void> => {
    const fn = await thing("fn", { tags: { tag } });
    const known = encode(fn.state.outputs, fn);
    await thing("live", { target: known.version ?? UNKNOWN, size: 1 }, { ignoreChanges: ["target"] });
    await thing("user", { target: known.arn ?? UNKNOWN, tags: { version: known.version ?? UNKNOWN } });
  };

describe("a preview", () => {
  it("shows what would be created and changes nothing", async () => {
    const world = createWorld();
    const { steps, problems } = await world.up(shop("v1"), dryRun);
    expect([steps, problems]).toEqual([["create fn", "create live", "create user"], []]);
    expect([world.provider.calls, world.checkpoints]).toEqual([[], []]);
  });

  it("shows updates with the unknown paths that cause them, and none at ignored paths", async () => {
    const world = createWorld();
    await world.up(shop("v1"));
    const { steps, events } = await world.up(shop("v2"), dryRun);
    expect(steps).toEqual(["update fn", "same live", "update user"]);
    expect(events.findLast((event) => event.kind === "step-finished")).toMatchObject({
      changed: ["tags.version"],
    });
    expect(world.provider.calls).toHaveLength(3);
  });

  it("keeps the outputs that an update does not touch, and leaves out those that it computes anew", async () => {
    const world = createWorld();
    await world.up(({ thing }) => thing("fn", { size: 1 }));
    await world.up(async ({ thing }) => {
      const { state } = await thing("fn", { size: 2 });
      expect(state.outputs).toEqual({ size: 2, name: "fn-1", arn: "arn:mem:fn-1" });
      expect(state.id).toBe("fn-1");
    }, dryRun);
  });

  it("takes an unknown value below a replaceOnChanges path for a replacement", async () => {
    const world = createWorld();
    const program =
      (sha: string) =>
      ({ thing }: Program) =>
        thing("release", { tags: { sha } }, { replaceOnChanges: ["tags"] });
    await world.up(program("1"));
    expect((await world.up(program(UNKNOWN), dryRun)).steps).toEqual(["replace release", "delete release"]);
    expect((await world.up(program("1"), dryRun)).steps).toEqual(["same release"]);
  });

  it("gives unknown inputs back as unknown outputs", async () => {
    await createWorld().up(async ({ thing, deployment }) => {
      const registered = await thing("a", { tags: { x: UNKNOWN, y: "1" } });
      expect(encode(registered.state.outputs, registered)).toMatchObject({ tags: { x: UNKNOWN, y: "1" } });
      expect(registered.state.id).toBe("");
      deployment.registerOutputs(ROOT, { url: UNKNOWN, list: [1] });
      expect(deployment.outputs()).toEqual({
        url: { secret: false, known: false },
        list: { value: [1], secret: false, known: true },
      });
    }, dryRun);
  });

  it("shows deletions, and goes through components that the provider builds", async () => {
    const world = createWorld();
    await world.up(({ thing }) => thing("old"));
    const { steps } = await world.up(
      ({ register }) => register(GROUP, "g", { kind: "remote", properties: { size: UNKNOWN } }),
      dryRun,
    );
    expect(steps).toEqual(["create g-thing", "create g", "delete old"]);
    expect([...world.provider.things.keys()]).toEqual(["old-1"]);
  });

  it("takes what a new child of a component does not know yet for unknown in its next child", async () => {
    const provider = createMemoryProvider();
    const checked: (readonly string[])[] = [];
    const world = createWorld({
      ...provider,
      check: (request) => {
        checked.push(request.unknownPaths);
        return provider.check(request);
      },
      construct: async ({ registerChild }) => {
        const first = await registerChild(THING, "one", { name: "one", size: undefined });
        await registerChild(THING, "two", { name: "two", target: first.outputs.arn });
        return {};
      },
    });
    const program = ({ register }: Program) => register(GROUP, "g", { kind: "remote" });
    await world.up(program, dryRun);
    expect(checked.splice(0)).toEqual([[], ["target"]]);
    await world.up(program);
    expect((await world.up(program, dryRun)).steps).toEqual(["same one", "same two", "same g"]);
  });

  it("keeps inputs that the provider does not read back", async () => {
    const world = createWorld();
    await world.up(({ thing }) => thing("fn", { size: 1 }));
    world.provider.things.set("fn-1", { arn: "arn:moved" });
    await world.up(async ({ thing }) => {
      const { state } = await thing("fn", { size: 1 });
      expect(state.outputs).toEqual({ size: 1, name: "fn-1", arn: "arn:moved" });
    }, dryRun);
  });

  it("does not know a resource whose id it does not know", async () => {
    const { steps, problems } = await createWorld().up(
      ({ deployment }) =>
        deployment.read({
          type: THING,
          name: "t",
          parent: ROOT,
          id: UNKNOWN,
          dependencies: [],
          additionalSecretOutputs: [],
        }),
      dryRun,
    );
    expect([steps, problems]).toEqual([[], []]);
  });
});
