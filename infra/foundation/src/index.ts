import * as pulumi from "@pulumi/pulumi";
import { type FoundationConfig, parseFoundationConfig } from "./foundation-config.ts";
import { RouterImage } from "./router-image.ts";

const image = new RouterImage("router", { config: readConfig() });

export const repositoryUrl = image.repositoryUrl;
/** The image of this checkout by digest; stages deploy it, or an earlier digest that was promoted. */
export const imageUri = image.imageUri;

function readConfig(): FoundationConfig {
  const result = parseFoundationConfig(pulumi.runtime.allConfig());
  if (result.ok) return result.config;
  throw new pulumi.RunError(
    `The settings of stack ${pulumi.getStack()} are not right:\n${result.problems.map((problem) => `  - ${problem}`).join("\n")}\n` +
      `Correct them in Pulumi.${pulumi.getStack()}.yaml; infra/foundation/src/foundation-config.ts says what each key means.`,
  );
}
