/** Real programs in real child processes: each run costs about half a second. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DeployEvent, type DeployRequest, deploy, destroy, readStackOutputs } from "./deploy.ts";
import { createMemoryProvider } from "./memory-provider.ts";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "deploy-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const stateFile = (project: string, stack: string): string => join(dir, `${project}-${stack}.json`);

function request(project: string, rest: Omit<Partial<DeployRequest>, "provider"> = {}) {
  const events: DeployEvent[] = [];
  const projectDir = join(import.meta.dirname, "testdata", project);
  const provider = createMemoryProvider();
  const onEvent = (event: DeployEvent): void => void events.push(event);
  return { projectDir, stack: "dev", stateFile, provider, onEvent, events, ...rest };
}

const stepsIn = (events: readonly DeployEvent[]): readonly string[] =>
  events.flatMap((event) => (event.kind === "step-finished" ? [`${event.op} ${event.name}`] : []));

// Generous: on a busy machine a child process takes seconds to start.
describe("deploy and destroy", { timeout: 60_000 }, () => {
  it("take a stack through its life, and its outputs into another stack", async () => {
    const basic = request("basic");
    const preview = await deploy({ ...basic, dryRun: true });
    expect(preview).toMatchObject({ kind: "succeeded", dryRun: true, counts: { create: 3 } });
    expect(preview).toMatchObject({
      outputs: { arn: { known: false }, tags: { known: false, secret: true } },
    });
    expect(readStackOutputs(stateFile("basic", "dev"))).toBeUndefined();

    const first = await deploy(basic);
    expect(first).toMatchObject({ kind: "succeeded", counts: { create: 3, same: 0 } });
    const name = basic.provider.calls[0]?.replace("create ", "") ?? "";
    const outputs = {
      arn: { value: `arn:mem:${name}`, secret: false, known: true },
      tags: { value: { version: "1", secret: "correct-horse" }, secret: true, known: true },
    };
    expect(first).toMatchObject({ outputs });
    expect(readStackOutputs(stateFile("basic", "dev"))).toEqual(outputs);
    expect(readFileSync(stateFile("basic", "dev"), "utf8")).not.toContain("correct-horse");
    expect(JSON.stringify(basic.events)).not.toContain("correct-horse");
    expect(basic.events).toContainEqual({
      kind: "log",
      severity: "info",
      source: "program",
      message: "the program says hello",
    });
    expect(basic.events).toContainEqual({ kind: "output", name: "tags", secret: true, known: true });

    basic.events.length = 0;
    expect(await deploy({ ...basic, configOverrides: { size: "2" } })).toMatchObject({
      counts: { update: 1, same: 2 },
    });
    expect(stepsIn(basic.events)).toEqual(["same basic-dev", "update first", "same second"]);

    const tour = request("tour");
    tour.provider.things.set("theirs", { arn: "arn:theirs" });
    const toured = await deploy(tour);
    expect(toured).toMatchObject({
      kind: "succeeded",
      outputs: {
        leafArn: { value: expect.stringMatching(/^arn:mem:oak-leaf-\d$/) },
        groupUrl: { value: expect.stringMatching(/^arn:mem:group-thing-\d$/) },
        groupThing: { value: expect.stringMatching(/^arn:mem:group-thing-\d$/) },
        theirArn: { value: "arn:theirs" },
        echo: { value: { url: expect.stringMatching(/^arn:mem:group-thing-\d$/) } },
        basicArn: { value: `arn:mem:${name}`, secret: false },
        basicTags: { secret: true },
      },
    });
    expect(await deploy(tour)).toMatchObject({
      counts: { create: 0, update: 0, replace: 0, delete: 0, read: 2 },
    });

    expect(await destroy({ ...basic, dryRun: true })).toMatchObject({
      kind: "succeeded",
      counts: { delete: 3 },
    });
    basic.events.length = 0;
    expect(await destroy(basic)).toMatchObject({ kind: "succeeded", counts: { delete: 3 } });
    expect(stepsIn(basic.events)).toEqual(["delete second", "delete first", "delete basic-dev"]);
    expect(basic.provider.things.size).toBe(0);
    expect(JSON.parse(readFileSync(stateFile("basic", "dev"), "utf8"))).toMatchObject({ resources: [] });
    expect(readStackOutputs(stateFile("basic", "dev"))).toBeUndefined();
  });

  it("report the error of a program once, keep what it created, and delete nothing", async () => {
    const failing = request("failing");
    const result = await deploy(failing);
    expect(result.kind).toBe("failed");
    expect(result.kind === "failed" && result.problems).toEqual([
      expect.stringContaining("the program does not like arn:mem:first-1"),
    ]);
    expect(stepsIn(failing.events)).toEqual(["create failing-dev", "create first"]);
    expect(failing.provider.things.has("first-1")).toBe(true);
    expect(readFileSync(stateFile("failing", "dev"), "utf8")).toContain('"id": "first-1"');
  });

  it.each([
    ["transform", "A stack transform is not supported by the local engine. Leave it out on this stack."],
    ["hook", "A resource hook is not supported by the local engine. Leave it out on this stack."],
    ["crash", "The program was ended by SIGKILL."],
    ["exit", "The program ended before it was done. Let it come to its end instead of calling process.exit."],
  ])("fail, and say why, for a program that does this: %s", async (use, problem) => {
    const refused = request("refused", { configOverrides: { use } });
    expect(await deploy(refused)).toMatchObject({ kind: "failed", problems: [problem] });
  });

  it("end a hanging program when cancelled, and let nobody else deploy the stack meanwhile", async () => {
    const abort = new AbortController();
    const refused: unknown[] = [];
    const hanging = request("refused", { configOverrides: { use: "hang" }, signal: abort.signal });
    const onEvent = (event: DeployEvent): void => {
      if (event.kind !== "log" || event.message !== "hanging") return;
      void deploy(request("refused"))
        .catch((error: unknown) => refused.push(error))
        .finally(() => abort.abort());
    };
    expect(await deploy({ ...hanging, onEvent })).toMatchObject({
      kind: "failed",
      problems: ["The deployment was cancelled."],
    });
    expect(String(refused[0])).toContain(
      `Stack 'refused/dev' is being deployed by process ${process.pid} already.`,
    );
  });

  it("warn of a creation that was interrupted, once, and of a stack that is not there", async () => {
    const file = stateFile("tour", "dev");
    const state = { version: 1, project: "tour", stack: "dev", resources: [], creating: ["urn:x"] };
    writeFileSync(file, JSON.stringify(state));
    const tour = request("tour");
    await destroy(tour);
    expect(tour.events).toEqual([
      {
        kind: "log",
        severity: "warning",
        source: "engine",
        urn: "urn:x",
        message:
          "'urn:x' was being created when the last deployment was interrupted. It may exist without being in the state; if so, its name is taken and it must be deleted by hand.",
      },
      {
        kind: "log",
        severity: "warning",
        source: "engine",
        message: "Stack 'tour/dev' is not deployed: there is nothing to delete.",
      },
    ]);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ creating: [] });
  });

  it("refuse a state of another stack, and a stack without a file", async () => {
    await expect(deploy(request("basic", { stateFile: () => stateFile("failing", "dev") }))).rejects.toThrow(
      "belongs to 'failing/dev', not to 'basic/dev'",
    );
    await expect(deploy(request("basic", { stack: "prod" }))).rejects.toThrow("There is no stack 'prod'");
  });
});
