import type { StageConfig } from "./stage-config.ts";

type Serves = StageConfig["serves"];

/** What a Lambda alias wants to be the same in both versions that share its traffic. */
export interface VersionTraits {
  readonly roleArn: string;
  readonly deadLetterArn: string | undefined;
}

/**
 * The traits that a new version would have. `roleArn` is undefined where a preview cannot know it yet, which means that
 * the role is about to be created.
 */
export interface NextTraits {
  readonly roleArn: string | undefined;
  readonly deadLetterArn: string | undefined;
}

/**
 * Says why the new version could not share the alias with the one in service; undefined when it can. AWS sees to it that
 * two versions behind an alias agree, so the alias's own version speaks for both.
 */
export function whyNotBeside(inService: VersionTraits, next: NextTraits): string | undefined {
  const differences = [
    ...(next.roleArn === inService.roleArn
      ? []
      : [
          `its execution role would be ${next.roleArn ?? "a new one"}, and the version in service has ${inService.roleArn}`,
        ]),
    ...(next.deadLetterArn === inService.deadLetterArn
      ? []
      : [
          `its dead-letter target would be ${next.deadLetterArn ?? "none"}, and the version in service has ${inService.deadLetterArn ?? "none"}`,
        ]),
  ];
  if (differences.length === 0) return undefined;
  return (
    `The new version could not be released step by step: ${differences.join("; ")}. ` +
    "Lambda splits an alias only between versions with the same role and the same dead-letter target. " +
    "Change the policy of the role that is there instead of replacing the role (a renamed resource is a replacement: give it " +
    "`aliases`), and leave the dead-letter target of the function as it is."
  );
}

/**
 * Says why a stage may not go over from what the version in service serves to something else; undefined when it may. From
 * decisions to answers is no harm: a permission and agents are added, which that version does not use.
 */
export function whyNotServe(inService: Serves, next: Serves): string | undefined {
  if (inService === next || next === "answers") return undefined;
  return (
    "The new version would serve decisions, and the version in service serves answers. The permission to call agents and the " +
    "demo agents belong to the stage, not to a version: without them that version would fail at once. " +
    "Deploy a stage of its own that serves decisions, or destroy this one first."
  );
}

/**
 * Whether a failed look-up says that there is no such function or alias. In the words of the provider of Pulumi 7 and of
 * Lambda; anything else (no permission, no network) is not an answer.
 */
export function saysNotFound(message: string): boolean {
  return /couldn't find resource|ResourceNotFoundException/.test(message);
}
