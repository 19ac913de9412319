import type { DeployEvent, DeployResult, StackCommand } from "@switchyard/local-cloud";
import { describe, expect, it } from "vitest";
import type { StackTarget } from "./deployer.ts";
import { localDeployer } from "./local-deployer.ts";

const TARGET: StackTarget = {
  project: { name: "switchyard-router", dir: "/repository/infra/router" },
  stack: "dev",
  config: { "switchyard:logQueries": "true" },
};
const STEP = { urn: "u", changed: [], replaceBecause: [], retained: false, durationMs: 1 };
const EVENTS: readonly DeployEvent[] = [
  {
    kind: "step-finished",
    op: "create",
    type: "pulumi:pulumi:Stack",
    name: "switchyard-router-dev",
    ...STEP,
  },
  { kind: "step-finished", op: "same", type: "aws:sqs/queue:Queue", name: "letters", ...STEP },
  {
    kind: "step-finished",
    op: "update",
    type: "aws:iam/role:Role",
    name: "role",
    ...STEP,
    changed: ["description"],
  },
  {
    kind: "registered",
    urn: "u",
    type: "aws:iam/role:Role",
    name: "role",
    parent: "",
    inputs: { path: "/" },
    protect: false,
    retainOnDelete: false,
    ignoreChanges: [],
    replaceOn: [],
  },
  { kind: "drifted", urn: "u", type: "aws:iam/role:Role", name: "role", changed: ["description", "tags.x"] },
];

/** A cloud that deploys whatever it is told, or fails. */
function cloudThat(problems: readonly string[] = []) {
  const commands: Omit<StackCommand, "onEvent">[] = [];
  const counts = { create: 0, update: 0, replace: 0, delete: 0, read: 0, same: 0 };
  const summary = { project: "switchyard-router", stack: "dev", dryRun: false, counts, durationMs: 1 };
  const cloud = {
    deploy: async ({ onEvent, ...command }: StackCommand): Promise<DeployResult> => {
      commands.push(command);
      for (const event of EVENTS) onEvent(event);
      return problems.length === 0
        ? { kind: "succeeded", outputs: {}, ...summary }
        : { kind: "failed", problems, ...summary };
    },
    outputs: async (project: string) =>
      project === "switchyard-router"
        ? {
            version: { value: "7", secret: false, known: true },
            apiKey: { value: "k", secret: true, known: true },
            alarmNames: { value: ["a"], secret: false, known: true },
          }
        : undefined,
  };
  const shown: DeployEvent[] = [];
  const deployer = localDeployer({
    cloud,
    checkPolicies: (resources) => resources.map(({ name }) => `${name} is looked at`),
    onEvent: (event) => shown.push(event),
    close: async () => undefined,
  });
  return { deployer, commands, shown };
}

describe("localDeployer", () => {
  it("previews: the changes, and what the policies have against what is registered", async () => {
    const { deployer, commands, shown } = cloudThat();
    expect(await deployer.preview(TARGET)).toEqual({
      changes: [{ op: "update", type: "aws:iam/role:Role", name: "role", changed: ["description"] }],
      violations: ["role is looked at"],
    });
    expect(commands).toEqual([
      {
        projectDir: "/repository/infra/router",
        stack: "dev",
        config: { "switchyard:logQueries": "true" },
        dryRun: true,
      },
    ]);
    expect(shown).toEqual([]);
  });

  it("deploys, and shows it", async () => {
    const { deployer, commands, shown } = cloudThat();
    await deployer.up(TARGET);
    expect([commands[0]?.dryRun, shown.length]).toEqual([false, EVENTS.length]);
  });

  it("fails with what went wrong", async () => {
    await expect(cloudThat(["the role is gone"]).deployer.up(TARGET)).rejects.toThrow(
      "switchyard-router/dev failed.\n  the role is gone",
    );
  });

  it("finds what somebody changed", async () => {
    expect(await cloudThat().deployer.drift(TARGET)).toEqual(["aws:iam:Role role: description, tags.x"]);
  });

  it("gives the outputs that are text and no secret", async () => {
    const { deployer } = cloudThat();
    expect(await deployer.outputs(TARGET.project, "dev")).toEqual({ version: "7" });
    expect(await deployer.outputs({ name: "switchyard-foundation", dir: "" }, "dev")).toBeUndefined();
  });
});
