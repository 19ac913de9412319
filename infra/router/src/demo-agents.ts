import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { LoggedRole } from "./logged-role.ts";
import { logOnlyPolicy } from "./policy-documents.ts";
import type { StageConfig } from "./stage-config.ts";

interface DemoAgentsArgs {
  readonly config: StageConfig;
  readonly boundaryArn: pulumi.Input<string | undefined>;
}

/** One small function that answers in the name of every agent, so that a fresh stage has somebody to talk to. */
export class DemoAgents extends pulumi.ComponentResource {
  readonly functionArn: pulumi.Output<string>;

  constructor(name: string, { config, boundaryArn }: DemoAgentsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("switchyard:infra:DemoAgents", name, {}, opts);
    const functionName = `switchyard-${config.stage}-demo-agents`;
    // A stage that gets agents of its own does without these and their log.
    const logged = new LoggedRole(
      name,
      {
        functionName,
        config,
        boundaryArn,
        keepLogs: false,
        policy: (logGroupArn) => logOnlyPolicy(logGroupArn),
      },
      { parent: this },
    );
    const fn = new aws.lambda.Function(
      `${name}-fn`,
      {
        name: functionName,
        description: "Answers with canned text for every demo agent.",
        runtime: aws.lambda.Runtime.NodeJS24dX,
        handler: "index.handler",
        // `pnpm bundle` makes this folder.
        code: new pulumi.asset.FileArchive("../../packages/demo-agents/dist"),
        role: logged.roleArn,
        architectures: [config.function.architecture],
        memorySize: 128,
        timeout: 10,
        loggingConfig: { logFormat: "Text", logGroup: logged.logGroupName },
        tags: config.tags,
      },
      { parent: this, dependsOn: logged },
    );
    this.functionArn = fn.arn;
    this.registerOutputs({ functionArn: this.functionArn });
  }
}
