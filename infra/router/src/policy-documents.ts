/** IAM policies as data, so that what a role may do is read and tested in one place. */

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/** Who may take on a role, under which condition. */
interface TrustDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly {
    readonly Effect: "Allow";
    readonly Action: "sts:AssumeRole";
    readonly Principal: { readonly Service: string };
    readonly Condition?: { readonly StringEquals: Readonly<Record<string, string>> };
  }[];
}

export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

/** Where ARNs live. */
export interface Place {
  /** `aws`, or `aws-cn` and the like. */
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

interface ModelAccess {
  /** Model id or inference profile id. */
  readonly modelId: string;
  /** Regions in which the profile may run the model. */
  readonly regions: readonly string[];
}

/** What a stage may have besides. */
export interface RouterExtras {
  readonly tracing: boolean;
  readonly vpc: boolean;
}

/** Lambda makes the function's network interfaces with the function's own role. */
const VPC_ACTIONS = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];

/** Lets Lambda, and nobody else, take on the role. */
export const LAMBDA_TRUST_POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
});

/**
 * What the router may do: call the configured agents, of which there may be none, call the one model, write to its own
 * log group.
 */
export function routerPolicy(
  place: Place,
  agentArns: readonly string[],
  model: ModelAccess,
  logGroupArn: string,
  extras: RouterExtras,
): PolicyDocument {
  return policy([
    // IAM takes no statement without a resource. Demo agents share a function: it wants each ARN once.
    ...(agentArns.length === 0
      ? []
      : [allow("InvokeAgents", ["lambda:InvokeFunction"], [...new Set(agentArns)])]),
    allow("InvokeModel", ["bedrock:InvokeModel"], modelArns(place, model)),
    writeLogs(logGroupArn),
    // Neither of the two has resources that a policy could name.
    ...(extras.tracing
      ? [allow("WriteTraces", ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], ["*"])]
      : []),
    ...(extras.vpc ? [allow("UseVpc", VPC_ACTIONS, ["*"])] : []),
  ]);
}

/** What a function may do that only logs. */
export function logOnlyPolicy(logGroupArn: string): PolicyDocument {
  return policy([writeLogs(logGroupArn)]);
}

/** Lets EventBridge Scheduler take on the role, and only for schedules of this account. */
export function schedulerTrustPolicy(accountId: string): TrustDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: "scheduler.amazonaws.com" },
        // Scheduler works for every account: without it somebody else's schedule could use the role.
        Condition: { StringEquals: { "aws:SourceAccount": accountId } },
      },
    ],
  };
}

/** What the schedule may do: start the tick, and put aside what could not be started. */
export function schedulePolicy(tickFunctionArn: string, deadLetterArn: string): PolicyDocument {
  return policy([
    allow("StartTick", ["lambda:InvokeFunction"], [tickFunctionArn]),
    allow("KeepDeadLetters", ["sqs:SendMessage"], [deadLetterArn]),
  ]);
}

/**
 * Bedrock checks a call through an inference profile twice: on the profile in the caller's region,
 * and on the model in whichever region of the profile runs it.
 */
export function modelArns(place: Place, { modelId, regions }: ModelAccess): readonly string[] {
  const [, profilePrefix, baseModelId] = INFERENCE_PROFILE.exec(modelId) ?? [];
  const model = (region: string): string =>
    `arn:${place.partition}:bedrock:${region}::foundation-model/${baseModelId ?? modelId}`;
  if (profilePrefix === undefined) return regions.map(model);
  return [
    `arn:${place.partition}:bedrock:${place.region}:${place.accountId}:inference-profile/${modelId}`,
    ...regions.map(model),
    // A global profile also checks a model ARN that names no region.
    ...(profilePrefix === "global" ? [model("")] : []),
  ];
}

/** `us.anthropic.claude-haiku-5-5`: geography, provider, model. A bare model id has two parts only. */
const INFERENCE_PROFILE = /^(us|us-gov|eu|apac|jp|au|ca|global)\.([a-z0-9-]+\..+)$/;

export function writeLogs(logGroupArn: string): PolicyStatement {
  return allow("WriteLogs", ["logs:CreateLogStream", "logs:PutLogEvents"], [`${logGroupArn}:*`]);
}

export function allow(Sid: string, Action: readonly string[], Resource: readonly string[]): PolicyStatement {
  return { Sid, Effect: "Allow", Action, Resource };
}

export function policy(Statement: readonly PolicyStatement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement };
}
