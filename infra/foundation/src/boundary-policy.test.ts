import { describe, expect, it } from "vitest";
import { alarmPolicy, controllerPolicy } from "../../router/src/controller-policy.ts";
import { logOnlyPolicy, routerPolicy, schedulePolicy } from "../../router/src/policy-documents.ts";
import { boundaryPolicy } from "./boundary-policy.ts";
import { ACCOUNT, type Call, decide, isAllowedWithin, PLACE } from "./testdata/iam.ts";

const DEV = boundaryPolicy(PLACE, "dev", ["staging", "prod"]);
const ANY = boundaryPolicy(PLACE, "*", []);
const at = (service: string, resource: string): string =>
  `arn:aws:${service}:us-east-1:${ACCOUNT}:${resource}`;
const logGroup = (name: string): string => at("logs", `log-group:/aws/lambda/switchyard-dev-${name}`);
const TARGETS = {
  routerArn: at("lambda", "function:switchyard-dev-router"),
  tableArn: at("dynamodb", "table/switchyard-dev-releases"),
  topicArn: at("sns", "switchyard-dev-releases"),
  restApiId: "a1b2c3d4e5",
  apiStageName: "dev",
};
const QUEUE = at("sqs", "switchyard-dev-rollout-dead-letters");

/** Everything that the roles of infra/router allow, as calls. */
const NEEDED: readonly Call[] = [
  routerPolicy(
    PLACE,
    [`arn:aws:lambda:eu-central-1:444455556666:function:cost-agent:live`],
    { modelId: "global.anthropic.claude-haiku-5-5", regions: ["us-east-1", "us-west-2"] },
    logGroup("router"),
    { tracing: true, vpc: true },
  ),
  controllerPolicy(PLACE, TARGETS, logGroup("rollout-tick")),
  alarmPolicy(PLACE, TARGETS, QUEUE, logGroup("rollout-alarm")),
  schedulePolicy(at("lambda", "function:switchyard-dev-rollout-tick"), QUEUE),
  logOnlyPolicy(logGroup("demo-agents")),
].flatMap(({ Statement }) =>
  Statement.flatMap(({ Action, Resource }) =>
    Action.flatMap((action) =>
      Resource.map((resource) => ({ action, resource: resource.replace(/:\*$/, ":1") })),
    ),
  ),
);

/** What somebody would write who wants everything. */
const EVERYTHING = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
};
const mayWithin = (boundary: unknown, action: string, resource: string): boolean =>
  isAllowedWithin(boundary, EVERYTHING, { action, resource });

describe("boundaryPolicy", () => {
  it("leaves the stage's functions everything that infra/router gives them", () => {
    const refused = (boundary: unknown) => NEEDED.filter((call) => decide({ boundary }, call) !== "allowed");
    expect(refused(DEV)).toEqual([]);
    expect(refused(ANY)).toEqual([]);
  });

  it("stops a function with a policy for everything from gaining rights", () => {
    const role = `arn:aws:iam::${ACCOUNT}:role/switchyard/dev/router-role`;
    const actions = [
      "iam:CreateRole",
      "iam:PutRolePolicy",
      "iam:AttachRolePolicy",
      "iam:PassRole",
      "iam:CreateAccessKey",
      "iam:DeleteRolePermissionsBoundary",
      "sts:AssumeRole",
    ];
    for (const boundary of [DEV, ANY]) {
      expect(actions.filter((action) => mayWithin(boundary, action, role))).toEqual([]);
    }
  });

  it("stops it from changing functions, images, tables and state", () => {
    const calls = [
      ["lambda:UpdateFunctionCode", TARGETS.routerArn],
      ["lambda:AddPermission", TARGETS.routerArn],
      ["dynamodb:DeleteTable", TARGETS.tableArn],
      ["dynamodb:DeleteItem", TARGETS.tableArn],
      ["ecr:PutImage", at("ecr", "repository/switchyard-router")],
      ["s3:GetObject", "arn:aws:s3:::state/.pulumi/stacks/switchyard-router/dev.json"],
      ["kms:Decrypt", at("kms", "key/1")],
      ["logs:GetLogEvents", `${logGroup("router")}:log-stream:x`],
    ] as const;
    expect(calls.filter(([action, resource]) => mayWithin(DEV, action, resource))).toEqual([]);
  });

  it("keeps a stage's functions away from other stages", () => {
    const calls = [
      ["lambda:UpdateAlias", at("lambda", "function:switchyard-prod-router")],
      ["lambda:InvokeFunction", at("lambda", "function:switchyard-prod-router:live")],
      ["lambda:InvokeFunction", at("lambda", "function:switchyard-prod-rollout-tick")],
      ["dynamodb:PutItem", at("dynamodb", "table/switchyard-prod-releases")],
      ["sns:Publish", at("sns", "switchyard-prod-releases")],
      ["sqs:SendMessage", at("sqs", "switchyard-prod-rollout-dead-letters")],
      ["apigateway:DELETE", "arn:aws:apigateway:us-east-1::/restapis/a1/stages/prod/cache/data"],
      ["logs:PutLogEvents", at("logs", "log-group:/aws/lambda/switchyard-prod-router:log-stream:x")],
    ] as const;
    expect(calls.filter(([action, resource]) => mayWithin(DEV, action, resource))).toEqual([]);
  });

  it("lets no function end a release or sound an alarm by itself", () => {
    for (const handler of ["command", "alarm"]) {
      const arn = at("lambda", `function:switchyard-dev-rollout-${handler}`);
      expect(mayWithin(DEV, "lambda:InvokeFunction", arn)).toBe(false);
      expect(mayWithin(ANY, "lambda:InvokeFunction", `${arn}:1`)).toBe(false);
    }
  });
});
