import { describe, expect, it } from "vitest";
import type { DeployEvent } from "./events.ts";
import { createWorld, type Program, secret, thingUrn } from "./test-world.ts";
import { UNKNOWN } from "./values.ts";

const registered = (events: readonly DeployEvent[], name: string) =>
  events.find((event) => event.kind === "registered" && event.name === name);
const drifted = (events: readonly DeployEvent[]) => events.filter(({ kind }) => kind === "drifted");

describe("the event of a registration", () => {
  it("says what the program declares, with its options", async () => {
    const { events } = await createWorld().up(({ thing }) =>
      thing("cup", { size: 3 }, { protect: true, ignoreChanges: ["code"] }),
    );
    expect(registered(events, "cup")).toMatchObject({
      urn: thingUrn("cup"),
      name: "cup",
      inputs: { size: 3 },
      protect: true,
      retainOnDelete: false,
      ignoreChanges: ["code"],
      replaceOn: ["name"],
    });
  });

  it("holds no secret, neither where it stands nor within another value", async () => {
    const { events } = await createWorld().up(({ thing }) =>
      thing("safe", { password: secret("hunter2-hunter2"), code: "is hunter2-hunter2" }),
    );
    expect(registered(events, "safe")).toMatchObject({
      inputs: { password: "[secret]", code: "[secret]" },
    });
  });

  it("says in a preview what it cannot know", async () => {
    const { events } = await createWorld().up(({ thing }) => thing("cup", { size: 3, code: UNKNOWN }), {
      dryRun: true,
    });

    expect(registered(events, "cup")).toMatchObject({ inputs: { size: 3, code: "<unknown>" } });
  });
});

describe("the event of a drift", () => {
  it("names what somebody else changed, in a preview and in a deployment, until it is right again", async () => {
    const world = createWorld();
    const shop = ({ thing }: Program) => thing("cup", { name: "cup", size: 3, tags: { owner: "ann" } });
    await world.up(shop);
    const before = world.provider.things.get("cup");
    world.provider.things.set("cup", { ...before, tags: { owner: "bob" } });
    const change = {
      kind: "drifted",
      urn: thingUrn("cup"),
      type: "mem:index:Thing",
      name: "cup",
      changed: ["tags.owner"],
    };
    expect(drifted((await world.up(shop, { dryRun: true })).events)).toEqual([change]);
    world.provider.things.set("cup", { ...before });
    expect(drifted((await world.up(shop)).events)).toEqual([]);
  });

  it("is silent about what the program leaves to others, and about outputs that are not settings", async () => {
    const world = createWorld();
    const shop = ({ thing }: Program) => thing("cup", { name: "cup", size: 3 }, { ignoreChanges: ["size"] });
    await world.up(shop);
    world.provider.things.set("cup", { ...world.provider.things.get("cup"), size: 4, version: "7" });
    expect(drifted((await world.up(shop)).events)).toEqual([]);
  });
});
