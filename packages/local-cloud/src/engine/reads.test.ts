import { describe, expect, it } from "vitest";
import { GROUP, THING } from "./memory-provider.ts";
import { createWorld, type Program, ROOT, secret, thingUrn } from "./test-world.ts";
import { SIGNATURE, UNKNOWN } from "./values.ts";

describe("reads and functions", () => {
  it("reads a resource that belongs to somebody else, and never deletes it", async () => {
    const world = createWorld();
    world.provider.things.set("theirs", { arn: "arn:theirs" });
    const request = {
      type: THING,
      name: "t",
      parent: ROOT,
      id: "theirs",
      dependencies: [],
      additionalSecretOutputs: [],
    };
    const { steps } = await world.up(async ({ deployment }) => {
      expect((await deployment.read(request)).state.outputs).toEqual({ arn: "arn:theirs" });
    });
    expect(steps).toEqual(["read t"]);
    await world.destroy();
    expect(world.provider.things.has("theirs")).toBe(true);
    const missing = await world.up(({ deployment }) => deployment.read({ ...request, id: "nobody" }));
    expect(missing.problems).toEqual([`There is no ${THING} with the id 'nobody'.`]);
  });

  it("reads the outputs of another stack, by any of its names", async () => {
    const outputs = {
      url: { value: "u", secret: false, known: true },
      key: { value: "k", secret: true, known: true },
    };
    const read = async (id: string) => {
      const asked: string[] = [];
      const { problems } = await createWorld().up(
        async ({ deployment }) => {
          const { state } = await deployment.read({
            type: "pulumi:pulumi:StackReference",
            name: "ref",
            parent: ROOT,
            id,
            dependencies: [],
            additionalSecretOutputs: [],
          });
          expect(state.outputs).toEqual({
            name: id,
            outputs: { url: "u", key: "k" },
            secretOutputNames: ["key"],
          });
          expect(state.secretOutputs).toEqual(["outputs.key"]);
        },
        {
          outputsOf: (project, stack) => {
            asked.push(`${project}/${stack}`);
            return stack === "none" ? undefined : outputs;
          },
        },
      );
      return [...asked, ...problems];
    };
    expect(await read("organization/base/prod")).toEqual(["base/prod"]);
    expect(await read("base/prod")).toEqual(["base/prod"]);
    expect(await read("prod")).toEqual(["shop/prod"]);
    expect(await read("base/none")).toEqual([
      "base/none",
      "The stack 'base/none' that 'base/none' refers to has no outputs here. Deploy it first.",
    ]);
    expect((await read("a/b/c/d"))[0]).toContain("does not name a stack");
    expect((await read("org/../x"))[0]).toContain("'..' is no name for a project");
  });

  it("answers functions, their failures and the SDK's question for a resource", async () => {
    await createWorld().up(async ({ deployment, thing }) => {
      expect(await deployment.invoke("mem:index:echo", { a: secret(1) })).toEqual({
        kind: "answer",
        value: { a: 1 },
        secretPaths: [],
      });
      expect(await deployment.invoke("mem:index:nothing", {})).toEqual({
        kind: "failure",
        reason: "no function mem:index:nothing",
      });
      expect(await deployment.invoke("mem:index:echo", { a: UNKNOWN })).toEqual({ kind: "unknown" });
      await thing("a", { password: secret("correct-horse") });
      expect(await deployment.invoke("pulumi:pulumi:getResource", { urn: thingUrn("a") })).toEqual({
        kind: "answer",
        value: {
          urn: thingUrn("a"),
          id: "a-1",
          state: { name: "a-1", password: "correct-horse", arn: "arn:mem:a-1", version: "1" },
        },
        secretPaths: ["state.password"],
      });
    });
  });
});

describe("a remote component", () => {
  const group =
    (size: number) =>
    ({ register }: Program) =>
      register(GROUP, "g", { kind: "remote", properties: { size, password: secret("correct-horse") } });

  it("becomes a component with children of the stack's own", async () => {
    const world = createWorld();
    const { steps } = await world.up(async (program) => {
      const { state } = await group(1)(program);
      expect(state.outputs).toMatchObject({
        url: "arn:mem:g-thing-1",
        thing: { [SIGNATURE]: expect.any(String), id: "g-thing-1" },
      });
    });
    expect(steps).toEqual(["create g-thing", "create g"]);
    expect(world.state().resources.map(({ name, kind, secretInputs }) => [name, kind, secretInputs])).toEqual(
      [
        ["shop-dev", "component", []],
        ["g", "remote", ["password"]],
        ["g-thing", "custom", ["password"]],
      ],
    );
    expect((await world.up(group(2))).steps).toEqual(["update g-thing", "update g"]);
    expect((await world.up(async () => undefined)).steps).toEqual(["delete g-thing", "delete g"]);
  });
});
