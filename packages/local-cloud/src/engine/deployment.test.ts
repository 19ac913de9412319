import { describe, expect, it } from "vitest";
import { THING } from "./memory-provider.ts";
import { createWorld, type Program, ROOT, secret, thingUrn } from "./test-world.ts";
import { UNKNOWN } from "./values.ts";

/** A thing, an alias-like thing that something outside moves, and one that depends on both. */
const shop =
  (tag: string) =>
  async ({ thing }: Program): Promise<void> => {
    const fn = await thing("fn", { tags: { tag } });
    await thing("live", { target: String(fn.state.outputs.version), size: 1 }, { ignoreChanges: ["target"] });
    await thing("user", { target: String(fn.state.outputs.arn) }, { dependencies: [thingUrn("fn")] });
  };

describe("a deployment", () => {
  it("creates what is new, and finds everything the same the second time", async () => {
    const world = createWorld();
    expect((await world.up(shop("v1"))).steps).toEqual(["create fn", "create live", "create user"]);
    const second = await world.up(shop("v1"));
    expect(second.steps).toEqual(["same fn", "same live", "same user"]);
    expect(world.provider.calls).toEqual(["create fn-1", "create live-2", "create user-3"]);
    expect(second.problems).toEqual([]);
  });

  it("makes one update of one changed tag, and names its path", async () => {
    const world = createWorld();
    await world.up(shop("v1"));
    const { steps, events } = await world.up(shop("v2"));
    expect(steps).toEqual(["update fn", "same live", "same user"]);
    expect(events.find((event) => event.kind === "step-finished" && event.op === "update")).toMatchObject({
      urn: thingUrn("fn"),
      type: THING,
      changed: ["tags.tag"],
      replaceBecause: [],
    });
  });

  it("leaves alone what was moved outside, at ignored paths, and shows it in the outputs", async () => {
    const world = createWorld();
    await world.up(shop("v1"));
    world.provider.things.set("live-2", { ...world.provider.things.get("live-2"), target: "7" });
    await world.up(shop("v2"));
    await world.up(shop("v3"));
    expect(world.provider.things.get("live-2")).toMatchObject({ target: "7", version: "1" });
    expect(world.state().resources.find(({ name }) => name === "live")).toMatchObject({
      inputs: { target: "1" },
      outputs: { target: "7" },
    });
  });

  it("refreshes the outputs of an unchanged resource", async () => {
    const world = createWorld();
    const program = ({ thing }: Program) => thing("api");
    await world.up(program);
    world.provider.things.set("api-1", { ...world.provider.things.get("api-1"), arn: "arn:moved" });
    const { steps } = await world.up(program);
    expect(steps).toEqual(["same api"]);
    expect(world.state().resources.at(-1)?.outputs.arn).toBe("arn:moved");
  });

  it("creates again what was deleted behind its back", async () => {
    const world = createWorld();
    await world.up(shop("v1"));
    world.provider.things.delete("fn-1");
    expect((await world.up(shop("v1"))).steps).toEqual(["create fn", "same live", "update user"]);
  });

  it("deletes what the program no longer has, dependents first", async () => {
    const world = createWorld();
    await world.up(shop("v1"));
    const { steps } = await world.up(async () => undefined);
    expect(steps).toEqual(["delete user", "delete live", "delete fn"]);
    expect(world.state().resources.map(({ urn }) => urn)).toEqual([ROOT]);
  });

  it("takes parallel registrations, and refuses two of one name", async () => {
    const world = createWorld();
    const many = await world.up(({ thing }) => Promise.all(["a", "b", "c", "d"].map((name) => thing(name))));
    expect(many.steps.toSorted()).toEqual(["create a", "create b", "create c", "create d"]);
    const twice = await createWorld().up(({ thing }) => Promise.all([thing("a"), thing("a")]));
    expect(twice.problems).toEqual([
      `Duplicate resource URN '${thingUrn("a")}'. Give each resource of a type its own name.`,
    ]);
  });

  it("keeps the state under a new name when an alias leads to the old one", async () => {
    const world = createWorld();
    await world.up(({ thing }) => thing("old", { size: 1 }));
    const { steps } = await world.up(({ thing }) =>
      thing("new", { size: 1 }, { aliases: [{ kind: "spec", name: "old", noParent: false }] }),
    );
    expect(steps).toEqual(["same new"]);
    expect(world.provider.calls).toEqual(["create old-1"]);
    expect(world.state().resources.at(-1)).toMatchObject({ urn: thingUrn("new"), id: "old-1" });
  });

  it("refuses an alias that another resource of the program claims", async () => {
    const world = createWorld();
    await world.up(({ thing }) => thing("old"));
    const { problems } = await world.up(async ({ thing }) => {
      await thing("new", {}, { aliases: [{ kind: "spec", name: "old", noParent: false }] });
      await thing("old");
    });
    expect(problems).toEqual([
      `'${thingUrn("old")}' is claimed twice: by '${thingUrn("new")}' and by '${thingUrn("old")}'. Take the alias off one of them.`,
    ]);
  });

  it("carries children of a renamed component along", async () => {
    const world = createWorld();
    const tree =
      (name: string, aliases: readonly string[]) =>
      async ({ register, thing }: Program) => {
        const group = await register("app:index:Tree", name, {
          kind: "component",
          aliases: aliases.map((old) => ({
            kind: "spec" as const,
            type: "app:index:OldTree",
            name: old,
            noParent: false,
          })),
        });
        await thing(`${name}-leaf`, {}, { parent: group.state.urn });
      };
    await world.up(({ register, thing }) =>
      register("app:index:OldTree", "oak", { kind: "component" }).then(({ state }) =>
        thing("oak-leaf", {}, { parent: state.urn }),
      ),
    );
    expect((await world.up(tree("elm", ["oak"]))).steps).toEqual(["same elm", "same elm-leaf"]);
  });

  it("refuses an unknown type, an unknown property and an unsupported option by name", async () => {
    const problemsOf = async (program: (program: Program) => Promise<unknown>) =>
      (await createWorld().up(program)).problems;
    expect(await problemsOf(({ register }) => register("aws:s3/bucket:Bucket", "b", {}))).toEqual([
      "'urn:pulumi:dev::shop::aws:s3/bucket:Bucket::b' has the type aws:s3/bucket:Bucket, which the local cloud does not have.",
    ]);
    expect(await problemsOf(({ thing }) => thing("a", { colour: "red" }))).toEqual([
      `'${thingUrn("a")}' is not valid: colour: is not a property of a thing`,
    ]);
    expect(await problemsOf(({ thing }) => thing("a", {}, { unsupported: ["import", "hooks"] }))).toEqual([
      `'${thingUrn("a")}' uses import, hooks, which the local engine does not support. Leave it out on this stack.`,
    ]);
    expect(await problemsOf(({ thing }) => thing("a", { name: UNKNOWN }))).toEqual([
      `'${thingUrn("a")}' has inputs that are not known: name. A deployment must know them all.`,
    ]);
  });

  it("gives an explicit provider an id that stays, and changes nothing for it", async () => {
    const world = createWorld();
    const program = ({ register }: Program) =>
      register("pulumi:providers:aws", "eu", { properties: { region: "eu-west-1" } });
    await world.up(program);
    const id = world.state().resources.at(-1)?.id;
    expect((await world.up(program)).steps).toEqual(["same eu"]);
    expect(world.state().resources.at(-1)).toMatchObject({
      id,
      kind: "provider",
      outputs: { region: "eu-west-1" },
    });
    expect(id).not.toBe("");
  });
});

describe("a deployment with a failing step", () => {
  it("keeps what was done, deletes nothing, and begins nothing new", async () => {
    const world = createWorld();
    await world.up(({ thing }) => thing("old"));
    const { steps, problems, events } = await world.up(async ({ thing }) => {
      await thing("first");
      await thing("bad", { fail: "create", name: "bad" });
      await thing("never");
    });
    expect(steps).toEqual(["create first"]);
    expect(problems).toEqual(["cannot create bad"]);
    expect(events.at(-1)).toMatchObject({
      kind: "step-failed",
      name: "bad",
      op: "create",
      message: "cannot create bad",
    });
    expect(world.state().resources.map(({ name }) => name)).toEqual(["shop-dev", "first", "old"]);
    expect([...world.provider.things.keys()]).toEqual(["old-1", "first-2"]);
    expect((await world.up(({ thing }) => thing("first"))).steps).toEqual(["same first", "delete old"]);
  });

  it("refuses the end of a program that swallowed the error", async () => {
    const world = createWorld();
    await world.up(({ thing }) => thing("old"));
    const { problems } = await world.up(async ({ thing }) => {
      await thing("bad", { fail: "create", name: "bad" }).catch(() => undefined);
    });
    expect(problems).toEqual(["cannot create bad"]);
    expect(world.provider.things.has("old-1")).toBe(true);
  });

  it("keeps the old state of a resource whose update failed, and the stack's outputs", async () => {
    const world = createWorld();
    await world.up(async ({ thing, deployment }) => {
      await thing("a", { size: 1 });
      deployment.registerOutputs(ROOT, { url: "u" });
    });
    const failed = await world.up(async ({ thing, deployment }) => {
      deployment.registerOutputs(ROOT, {});
      await thing("a", { size: 2, fail: "update" });
    });
    expect(failed.problems).toEqual(["cannot update a-1"]);
    expect(
      world.state().resources.map(({ name, inputs, outputs }) => [name, inputs.size, outputs.url]),
    ).toEqual([
      ["shop-dev", undefined, "u"],
      ["a", 1, undefined],
    ]);
  });

  it("leaves a trace of a creation that a crash interrupts", async () => {
    const world = createWorld();
    await world.up(({ thing }) => thing("a"));
    const creating = world.checkpoints.map((checkpoint) => checkpoint.creating);
    expect(creating).toEqual([[], [thingUrn("a")], [], []]);
  });

  it("has every created resource in the checkpoint after its step", async () => {
    const world = createWorld();
    await world.up(shop("v1"));
    const last = (count: number) => world.checkpoints.find(({ resources }) => resources.length === count);
    expect([2, 3, 4].map((count) => last(count)?.resources.at(-1)?.id)).toEqual(["fn-1", "live-2", "user-3"]);
  });
});

describe("secrets", () => {
  it("are marked in the state and hidden in messages", async () => {
    const world = createWorld();
    const { problems, events } = await world.up(async ({ thing }) => {
      await thing("a", { password: secret("hunter2-hunter2"), tags: { note: "hunter2-hunter2!" } });
      await thing("b", { name: secret("hunter2-hunter2"), fail: "create" });
    });
    expect(world.state().resources.at(-1)).toMatchObject({
      secretInputs: ["password"],
      secretOutputs: ["password", "tags.note"],
    });
    expect(problems).toEqual(["cannot create [secret]"]);
    expect(JSON.stringify(events)).not.toContain("hunter2");
  });

  it("include the outputs that the program adds", async () => {
    const world = createWorld();
    const { outputs } = await world.up(async ({ thing, deployment }) => {
      const { state } = await thing("a", {}, { additionalSecretOutputs: ["arn"] });
      expect(state.secretOutputs).toEqual(["arn"]);
      deployment.registerOutputs(ROOT, { plain: 1, hidden: { deep: secret("x") } });
    });
    expect(outputs).toEqual({
      plain: { value: 1, secret: false, known: true },
      hidden: { value: { deep: "x" }, secret: true, known: true },
    });
  });
});
