import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { goodGenerations, signingKeyFrom } from "./signing-key.ts";
import type { StageConfig } from "./stage-config.ts";

interface SessionKeysArgs {
  readonly config: StageConfig;
  readonly keyGeneration: number;
}

/**
 * The keys that sign session tokens. Each comes from an API key that AWS makes up, that is switched off and that no usage
 * plan holds: it opens nothing, and is here for its value alone, which the provider keeps as a secret and never changes.
 */
export class SessionKeys extends pulumi.ComponentResource {
  /** Secret. As the router's environment takes them: newest first, with a comma between them. */
  readonly keys: pulumi.Output<string>;

  constructor(name: string, args: SessionKeysArgs, opts?: pulumi.ComponentResourceOptions) {
    super("switchyard:infra:SessionKeys", name, {}, opts);
    const { stage, tags } = args.config;
    const derived = goodGenerations(args.keyGeneration).map((generation) => {
      const source = new aws.apigateway.ApiKey(
        `${name}-${generation}`,
        { description: `Session tokens of stage ${stage}. Opens nothing.`, enabled: false, tags },
        { parent: this },
      );
      return pulumi.secret(source.value).apply((secret) => signingKeyFrom(secret, stage));
    });
    this.keys = pulumi.all(derived).apply((keys) => keys.join(","));
    this.registerOutputs({});
  }
}
