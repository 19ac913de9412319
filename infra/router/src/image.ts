import * as pulumi from "@pulumi/pulumi";
import type { StageConfig } from "./stage-config.ts";

/** The image to deploy, by digest: the promoted one when the stage names it, else the newest of the foundation stack. */
export function imageUriOf({ foundationStack, imageDigest }: StageConfig): pulumi.Output<string> {
  const foundation = new pulumi.StackReference(
    `${pulumi.getOrganization()}/switchyard-foundation/${foundationStack}`,
  );
  if (imageDigest === undefined) return foundation.requireOutput("imageUri").apply(asText("imageUri"));
  return foundation
    .requireOutput("repositoryUrl")
    .apply(asText("repositoryUrl"))
    .apply((repositoryUrl) => `${repositoryUrl}@${imageDigest}`);
}

const asText =
  (name: string) =>
  (value: unknown): string => {
    if (typeof value === "string") return value;
    throw new pulumi.RunError(
      `Output ${name} of the foundation stack: expected text, found ${JSON.stringify(value)}. Deploy switchyard-foundation first.`,
    );
  };
