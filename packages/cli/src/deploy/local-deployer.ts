import type { CloudControl, DeployEvent, RegisteredResource } from "@switchyard/local-cloud";
import { CommandError } from "../terminal.ts";
import { type Change, shortType } from "./changes.ts";
import type { StackDeployer, StackTarget } from "./deployer.ts";

/** Finds what the policies have against resources. */
type CheckPolicies = (resources: readonly RegisteredResource[]) => readonly string[];

interface LocalDeployerDeps {
  readonly cloud: Pick<CloudControl, "deploy" | "outputs">;
  readonly checkPolicies: CheckPolicies;
  readonly onEvent: (event: DeployEvent) => void;
  readonly close: () => Promise<void>;
}

/** Deploys to the local cloud. There a part of a stack cannot be deployed alone, so all of it is. */
export function localDeployer({ cloud, checkPolicies, onEvent, close }: LocalDeployerDeps): StackDeployer {
  const run = async (
    { project, stack, config }: StackTarget,
    dryRun: boolean,
    show: (event: DeployEvent) => void,
  ): Promise<readonly DeployEvent[]> => {
    const events: DeployEvent[] = [];
    const result = await cloud.deploy({
      projectDir: project.dir,
      stack,
      config,
      dryRun,
      onEvent: (event) => {
        events.push(event);
        show(event);
      },
    });
    if (result.kind === "succeeded") return events;
    throw new CommandError([`${project.name}/${stack} failed.`, ...result.problems].join("\n  "));
  };
  const silently = (): void => undefined;

  return {
    preview: async (target) => {
      const events = await run(target, true, silently);
      return {
        changes: events.flatMap(changeIn),
        violations: checkPolicies(events.filter((event) => event.kind === "registered")),
      };
    },
    up: async (target) => void (await run(target, false, onEvent)),
    outputs: async (project, stack) => {
      const outputs = await cloud.outputs(project.name, stack);
      if (outputs === undefined) return undefined;
      const texts = Object.entries(outputs).flatMap(([name, { value, secret }]) =>
        typeof value === "string" && !secret ? [[name, value] as const] : [],
      );
      return Object.fromEntries(texts);
    },
    drift: async (target) => {
      const events = await run(target, true, silently);
      return events.flatMap((event) =>
        event.kind === "drifted"
          ? [`${shortType(event.type)} ${event.name}: ${event.changed.join(", ")}`]
          : [],
      );
    },
    close,
  };
}

function changeIn(event: DeployEvent): readonly Change[] {
  if (event.kind !== "step-finished" || event.type === "pulumi:pulumi:Stack") return [];
  const { op, type, name, changed } = event;
  return op === "same" || op === "read" ? [] : [{ op, type, name, changed }];
}
