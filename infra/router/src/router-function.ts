import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { currentPlace } from "./current-place.ts";
import { guardedAgents } from "./guarded-agents.ts";
import { guardedRole } from "./guarded-role.ts";
import { LoggedRole } from "./logged-role.ts";
import { type RouterExtras, routerPolicy } from "./policy-documents.ts";
import { routerEnvironment } from "./router-environment.ts";
import type { StageConfig } from "./stage-config.ts";

/** The alias that callers use. */
const LIVE_ALIAS = "live";

interface RouterFunctionArgs {
  readonly config: StageConfig;
  readonly boundaryArn: pulumi.Input<string | undefined>;
  /** Image by digest. */
  readonly imageUri: pulumi.Input<string>;
  /** ARN of the function of each agent, by agent id; empty where the stage serves decisions. */
  readonly agents: pulumi.Input<Readonly<Record<string, string>>>;
  /** Secret. What signs session tokens; undefined where the stage has no sessions. */
  readonly sessionKeys: pulumi.Input<string> | undefined;
}

/** The router's Lambda and the `live` alias that callers use. */
export class RouterFunction extends pulumi.ComponentResource {
  readonly functionName: pulumi.Output<string>;
  /** Without a version. */
  readonly functionArn: pulumi.Output<string>;
  /** The version that this deployment published; not necessarily one that gets traffic. */
  readonly version: pulumi.Output<string>;
  /** Lambda's `CodeSha256`: the image's digest. */
  readonly codeSha256: pulumi.Output<string>;
  readonly aliasName: pulumi.Output<string>;
  readonly aliasInvokeArn: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;
  readonly imageUri: pulumi.Output<string>;

  constructor(name: string, args: RouterFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("switchyard:infra:RouterFunction", name, {}, opts);
    const { config } = args;
    const functionName = `switchyard-${config.stage}-router`;
    const agents = guardedAgents(this, {
      functionName,
      aliasName: LIVE_ALIAS,
      agents: args.agents,
      serves: config.serves,
    });
    const place = currentPlace(this);
    const logged = new LoggedRole(
      name,
      {
        functionName,
        config,
        boundaryArn: args.boundaryArn,
        keepLogs: config.keepData,
        policy: (logGroupArn) =>
          pulumi
            .all([place, agents])
            .apply(([here, arns]) =>
              routerPolicy(here, Object.values(arns), config.llm, logGroupArn, extrasOf(config)),
            ),
      },
      { parent: this },
    );
    const fn = new aws.lambda.Function(
      `${name}-fn`,
      {
        name: functionName,
        description: "Routes a question to the right agent.",
        packageType: "Image",
        imageUri: args.imageUri,
        publish: true,
        role: guardedRole(this, { functionName, aliasName: LIVE_ALIAS, roleArn: logged.roleArn }),
        architectures: [config.function.architecture],
        memorySize: config.function.memoryMb,
        timeout: config.function.timeoutSeconds,
        // -1 = no reservation; naming it lets a stage give a reservation back.
        reservedConcurrentExecutions: config.function.reservedConcurrency ?? -1,
        environment: {
          variables: routerEnvironment({
            config,
            agents: agents.apply((arns) => JSON.stringify(arns)),
            sessionKeys: args.sessionKeys,
          }),
        },
        // In JSON format Lambda would wrap the metric lines, and CloudWatch would no longer read them.
        loggingConfig: { logFormat: "Text", logGroup: logged.logGroupName },
        ...(config.function.tracing ? { tracingConfig: { mode: "Active" } } : {}),
        ...(config.function.vpc === undefined ? {} : { vpcConfig: config.function.vpc }),
        tags: config.tags,
      },
      { parent: this, dependsOn: logged, protect: config.keepData },
    );
    // The rollout controller moves this alias between deployments, so a deployment must not.
    const live = new aws.lambda.Alias(
      `${name}-live`,
      {
        name: LIVE_ALIAS,
        // Constant: an update of any property would send the others along (stale weights included).
        description: "The versions that callers get.",
        functionName: fn.name,
        functionVersion: fn.version,
      },
      { parent: this, ignoreChanges: ["functionVersion", "routingConfig"], protect: config.keepData },
    );
    this.functionName = fn.name;
    this.functionArn = fn.arn;
    this.version = fn.version;
    this.codeSha256 = fn.codeSha256;
    this.aliasName = live.name;
    this.aliasInvokeArn = live.invokeArn;
    this.logGroupName = logged.logGroupName;
    this.imageUri = pulumi.output(args.imageUri);
    this.registerOutputs({
      functionName: this.functionName,
      version: this.version,
      aliasName: this.aliasName,
    });
  }
}

function extrasOf({ function: { tracing, vpc } }: StageConfig): RouterExtras {
  return { tracing, vpc: vpc !== undefined };
}
