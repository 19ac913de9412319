import * as pulumi from "@pulumi/pulumi";
import { type VersionTraits, whyNotBeside } from "./deploy-guard.ts";
import { versionInService } from "./version-in-service.ts";

interface GuardedRoleArgs {
  readonly functionName: string;
  readonly aliasName: string;
  readonly roleArn: pulumi.Output<string>;
}

/**
 * The role for the next version of a function. Fails the program, in a preview too, when versions of the function are in
 * service with another one: who takes the role from here cannot be updated before.
 */
export function guardedRole(parent: pulumi.Resource, args: GuardedRoleArgs): pulumi.Output<string> {
  const { functionName, aliasName, roleArn } = args;
  const found = Promise.all([versionInService(parent, functionName, aliasName), isKnown(roleArn)]);
  return pulumi.output(found).apply(([inService, roleIsKnown]) => {
    if (!roleIsKnown) refuse(inService, undefined);
    return roleArn.apply((arn) => {
      refuse(inService, arn);
      return arn;
    });
  });
}

function refuse(inService: VersionTraits | undefined, roleArn: string | undefined): void {
  if (inService === undefined) return;
  // The router is called synchronously, so it has no dead-letter target.
  const why = whyNotBeside(inService, { roleArn, deadLetterArn: undefined });
  if (why !== undefined) throw new pulumi.RunError(why);
}

/** Whether a preview knows the value. Every output has this promise; the SDK leaves it out of its types. */
async function isKnown(output: pulumi.Output<unknown>): Promise<boolean> {
  return (await Reflect.get(output, "isKnown")) !== false;
}
