import * as pulumi from "@pulumi/pulumi";
import { whyNotServe } from "./deploy-guard.ts";
import type { StageConfig } from "./stage-config.ts";
import { versionInService } from "./version-in-service.ts";

interface GuardedAgentsArgs {
  readonly functionName: string;
  readonly aliasName: string;
  /** ARN of the function of each agent, by agent id. */
  readonly agents: pulumi.Input<Readonly<Record<string, string>>>;
  readonly serves: StageConfig["serves"];
}

/**
 * The agents that the router may call. Fails the program, in a preview too, when there are to be none any more and the
 * version in service calls some: who takes the agents from here, as the policy does, cannot be updated before.
 */
export function guardedAgents(
  parent: pulumi.Resource,
  { functionName, aliasName, agents, serves }: GuardedAgentsArgs,
): pulumi.Output<Readonly<Record<string, string>>> {
  return pulumi
    .all([agents, versionInService(parent, functionName, aliasName)])
    .apply(([arns, inService]) => {
      const why = inService && whyNotServe(inService.serves, serves);
      if (why !== undefined) throw new pulumi.RunError(why);
      return arns;
    });
}
