import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { releaseRequestItem } from "./release-request.ts";
import type { StageConfig } from "./stage-config.ts";

interface ReleaseRequestArgs {
  readonly config: StageConfig;
  readonly tableName: pulumi.Input<string>;
  readonly functionName: pulumi.Input<string>;
  readonly aliasName: pulumi.Input<string>;
  readonly version: pulumi.Input<string>;
  readonly digest: pulumi.Input<string>;
}

/** Tells the controller that a version was published. The controller decides what becomes of it. */
export class ReleaseRequest extends pulumi.ComponentResource {
  constructor(name: string, args: ReleaseRequestArgs, opts?: pulumi.ComponentResourceOptions) {
    super("switchyard:infra:ReleaseRequest", name, {}, opts);
    const { functionName, aliasName, version, digest } = args;
    const published = pulumi.output({ functionName, aliasName, version, digest, stack: pulumi.getStack() });
    new aws.dynamodb.TableItem(
      `${name}-request`,
      {
        tableName: args.tableName,
        hashKey: "pk",
        rangeKey: "sk",
        item: published.apply((of) => releaseRequestItem(of, args.config.release)),
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
