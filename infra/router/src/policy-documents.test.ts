import { describe, expect, it } from "vitest";
import {
  LAMBDA_TRUST_POLICY,
  logOnlyPolicy,
  modelArns,
  routerPolicy,
  schedulePolicy,
  schedulerTrustPolicy,
} from "./policy-documents.ts";

const PLACE = { partition: "aws", region: "us-east-1", accountId: "111122223333" };
const LOG_GROUP = "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/switchyard-dev-router";
const COST = "arn:aws:lambda:us-east-1:111122223333:function:cost-agent:live";
const SECURITY = "arn:aws:lambda:us-east-1:111122223333:function:security-agent";
const PLAIN = { tracing: false, vpc: false };

describe("routerPolicy", () => {
  it("allows the agents, the model and the log group, and nothing else", () => {
    const model = { modelId: "us.anthropic.claude-haiku-5-5", regions: ["us-east-1", "us-west-2"] };
    expect(routerPolicy(PLACE, [COST, SECURITY], model, LOG_GROUP, PLAIN)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "InvokeAgents",
          Effect: "Allow",
          Action: ["lambda:InvokeFunction"],
          Resource: [
            "arn:aws:lambda:us-east-1:111122223333:function:cost-agent:live",
            "arn:aws:lambda:us-east-1:111122223333:function:security-agent",
          ],
        },
        {
          Sid: "InvokeModel",
          Effect: "Allow",
          Action: ["bedrock:InvokeModel"],
          Resource: [
            "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.anthropic.claude-haiku-5-5",
            "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-haiku-5-5",
            "arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-haiku-5-5",
          ],
        },
        {
          Sid: "WriteLogs",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: ["arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/switchyard-dev-router:*"],
        },
      ],
    });
  });

  it("names a function once that answers for several agents", () => {
    const policy = routerPolicy(
      PLACE,
      [COST, COST],
      { modelId: "a.b", regions: ["us-east-1"] },
      LOG_GROUP,
      PLAIN,
    );
    expect(policy.Statement[0]?.Resource).toEqual([COST]);
  });

  it("has no statement about agents where there are none, as IAM takes none without a resource", () => {
    const policy = routerPolicy(PLACE, [], { modelId: "a.b", regions: ["us-east-1"] }, LOG_GROUP, PLAIN);
    expect(policy.Statement.map(({ Sid }) => Sid)).toEqual(["InvokeModel", "WriteLogs"]);
  });

  it("allows traces and network interfaces where the stage has them, and only there", () => {
    const model = { modelId: "a.b", regions: ["us-east-1"] };
    const sids = (tracing: boolean, vpc: boolean) =>
      routerPolicy(PLACE, [], model, LOG_GROUP, { tracing, vpc }).Statement.map(({ Sid }) => Sid);
    expect(sids(true, false)).toEqual(["InvokeModel", "WriteLogs", "WriteTraces"]);
    expect(sids(false, true)).toEqual(["InvokeModel", "WriteLogs", "UseVpc"]);
  });
});

describe("modelArns", () => {
  it("are the model's in each region when no inference profile is used", () => {
    const model = { modelId: "anthropic.claude-haiku-4-5-20251001-v1:0", regions: ["eu-central-1"] };
    expect(modelArns(PLACE, model)).toEqual([
      "arn:aws:bedrock:eu-central-1::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0",
    ]);
  });

  it("hold the model without a region for a global profile", () => {
    expect(
      modelArns(PLACE, { modelId: "global.anthropic.claude-haiku-5-5", regions: ["us-east-1"] }),
    ).toEqual([
      "arn:aws:bedrock:us-east-1:111122223333:inference-profile/global.anthropic.claude-haiku-5-5",
      "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-haiku-5-5",
      "arn:aws:bedrock:::foundation-model/anthropic.claude-haiku-5-5",
    ]);
  });

  it("follow the partition", () => {
    const china = { partition: "aws-cn", region: "cn-north-1", accountId: "111122223333" };
    expect(modelArns(china, { modelId: "anthropic.x", regions: ["cn-north-1"] })).toEqual([
      "arn:aws-cn:bedrock:cn-north-1::foundation-model/anthropic.x",
    ]);
  });
});

describe("logOnlyPolicy", () => {
  it("allows writing to one log group", () => {
    expect(logOnlyPolicy(LOG_GROUP).Statement.map(({ Sid }) => Sid)).toEqual(["WriteLogs"]);
  });
});

describe("LAMBDA_TRUST_POLICY", () => {
  it("trusts Lambda alone", () => {
    expect(JSON.parse(LAMBDA_TRUST_POLICY)).toEqual({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } },
      ],
    });
  });
});

describe("schedulerTrustPolicy", () => {
  it("trusts Scheduler on behalf of one account", () => {
    expect(schedulerTrustPolicy("111122223333")).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { Service: "scheduler.amazonaws.com" },
          Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
        },
      ],
    });
  });
});

describe("schedulePolicy", () => {
  it("allows starting one function and filling one queue", () => {
    const tick = "arn:aws:lambda:us-east-1:111122223333:function:switchyard-dev-rollout-tick";
    const queue = "arn:aws:sqs:us-east-1:111122223333:switchyard-dev-rollout-dead-letters";
    expect(schedulePolicy(tick, queue).Statement.map(({ Action, Resource }) => [Action, Resource])).toEqual([
      [["lambda:InvokeFunction"], [tick]],
      [["sqs:SendMessage"], [queue]],
    ]);
  });
});
