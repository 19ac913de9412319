import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { LoggedRole } from "./logged-role.ts";
import type { PolicyDocument } from "./policy-documents.ts";
import type { StageConfig } from "./stage-config.ts";

/** One handler of packages/rollout-controller. */
export type ControllerHandler = "tick" | "alarm" | "command";

const DESCRIPTIONS: Readonly<Record<ControllerHandler, string>> = {
  tick: "Looks at the release of the live alias once a minute and does what is due.",
  alarm: "Takes a version out of service when its alarm says so.",
  command: "Carries out what a person asks of a release.",
};

/**
 * A tick may ask smoke queries for a minute, and a command runs a tick of its own after it. The alarm has to reach the
 * alias although a table does not answer: each of the calls before that is tried three times for ten seconds.
 */
const TIMEOUT_SECONDS: Readonly<Record<ControllerHandler, number>> = { tick: 120, alarm: 180, command: 180 };

interface ControllerFunctionArgs {
  readonly handler: ControllerHandler;
  readonly config: StageConfig;
  readonly boundaryArn: pulumi.Input<string | undefined>;
  readonly environment: Readonly<Record<string, pulumi.Input<string>>>;
  readonly policy: (logGroupArn: string) => pulumi.Input<PolicyDocument>;
}

/**
 * One of the controller's functions with a role of its own. It reserves no concurrency: two ticks at once are safe (every
 * write is conditional), and a reservation is taken from the account's pool, which in a new account is too small for it.
 */
export class ControllerFunction extends pulumi.ComponentResource {
  readonly functionName: pulumi.Output<string>;
  readonly functionArn: pulumi.Output<string>;

  constructor(name: string, args: ControllerFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("switchyard:infra:ControllerFunction", name, {}, opts);
    const { handler, config, boundaryArn } = args;
    const functionName = `switchyard-${config.stage}-rollout-${handler}`;
    const logged = new LoggedRole(
      name,
      { functionName, config, boundaryArn, keepLogs: config.keepData, policy: args.policy },
      { parent: this },
    );
    const fn = new aws.lambda.Function(
      `${name}-fn`,
      {
        name: functionName,
        description: DESCRIPTIONS[handler],
        runtime: aws.lambda.Runtime.NodeJS24dX,
        handler: `index.${handler}`,
        // `pnpm bundle` makes this folder.
        code: new pulumi.asset.FileArchive("../../packages/rollout-controller/dist"),
        role: logged.roleArn,
        architectures: [config.function.architecture],
        // CPU comes with memory, and an alarm should not wait for a slow start.
        memorySize: 512,
        timeout: TIMEOUT_SECONDS[handler],
        environment: { variables: args.environment },
        loggingConfig: { logFormat: "Text", logGroup: logged.logGroupName },
        tags: config.tags,
      },
      { parent: this, dependsOn: logged },
    );
    this.functionName = fn.name;
    this.functionArn = fn.arn;
    this.registerOutputs({ functionName: this.functionName, functionArn: this.functionArn });
  }
}
