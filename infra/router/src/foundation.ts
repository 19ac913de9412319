import * as pulumi from "@pulumi/pulumi";
import type { StageConfig } from "./stage-config.ts";

/** What the account's foundation gives to a stage. */
export interface Foundation {
  /** The image to deploy, by digest: the promoted one when the stage names it, else the one that was built last. */
  readonly imageUri: pulumi.Output<string>;
  /** Limits the roles of the stage; undefined where the foundation has no such policy. */
  readonly boundaryArn: pulumi.Output<string | undefined>;
}

export function foundationOf({ stage, foundationStack, imageDigest }: StageConfig): Foundation {
  const stack = new pulumi.StackReference(
    `${pulumi.getOrganization()}/switchyard-foundation/${foundationStack}`,
  );
  const required = (name: string): pulumi.Output<string> =>
    stack.requireOutput(name).apply((value: unknown) => asText(name, value));
  return {
    imageUri:
      imageDigest === undefined
        ? required("imageUri")
        : required("repositoryUrl").apply((repositoryUrl) => `${repositoryUrl}@${imageDigest}`),
    boundaryArn: pulumi
      .all([stack.getOutput("boundaryArns"), stack.getOutput("boundaryArn")])
      .apply(([byStage, forOthers]: readonly unknown[]) => boundaryOf(stage, byStage, forOthers)),
  };
}

/** A stage that the account lists has a boundary of its own, the others share one. */
function boundaryOf(stage: string, byStage: unknown, forOthers: unknown): string | undefined {
  const own: unknown =
    typeof byStage === "object" && byStage !== null && Object.hasOwn(byStage, stage)
      ? Reflect.get(byStage, stage)
      : forOthers;
  return own === undefined ? undefined : asText("boundaryArns", own);
}

function asText(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw new pulumi.RunError(
    `Output ${name} of the foundation stack: expected text, found ${JSON.stringify(value)}. Deploy switchyard-foundation first.`,
  );
}
