import { describe, expect, it } from "vitest";
import { alarmPolicy, controllerPolicy } from "./controller-policy.ts";

const PLACE = { partition: "aws", region: "us-east-1", accountId: "111122223333" };
const ROUTER = "arn:aws:lambda:us-east-1:111122223333:function:switchyard-dev-router";
const TABLE = "arn:aws:dynamodb:us-east-1:111122223333:table/switchyard-dev-releases";
const TOPIC = "arn:aws:sns:us-east-1:111122223333:switchyard-dev-releases";
const DEAD_LETTERS = "arn:aws:sqs:us-east-1:111122223333:switchyard-dev-rollout-dead-letters";
const LOG_GROUP = "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/switchyard-dev-rollout-tick";
const TARGETS = {
  routerArn: ROUTER,
  tableArn: TABLE,
  topicArn: TOPIC,
  restApiId: "a1b2c3",
  apiStageName: "dev",
};

describe("controllerPolicy", () => {
  it("allows what a tick does on one alias, one table, one topic and one cache, and nothing else", () => {
    const { Statement } = controllerPolicy(PLACE, TARGETS, LOG_GROUP);
    expect(Statement.map(({ Action, Resource }) => [Action.join(" "), ...Resource])).toEqual([
      ["lambda:GetAlias lambda:UpdateAlias", ROUTER],
      ["lambda:GetFunctionConfiguration", ROUTER, `${ROUTER}:*`],
      ["lambda:GetProvisionedConcurrencyConfig lambda:DeleteProvisionedConcurrencyConfig", `${ROUTER}:*`],
      ["dynamodb:GetItem dynamodb:PutItem dynamodb:Query", TABLE],
      ["cloudwatch:GetMetricData", "*"],
      ["apigateway:DELETE", "arn:aws:apigateway:us-east-1::/restapis/a1b2c3/stages/dev/cache/data"],
      ["sns:Publish", TOPIC],
      ["lambda:PutProvisionedConcurrencyConfig", `${ROUTER}:*`],
      ["lambda:InvokeFunction", `${ROUTER}:*`],
      ["logs:CreateLogStream logs:PutLogEvents", `${LOG_GROUP}:*`],
    ]);
  });
});

describe("alarmPolicy", () => {
  it("allows the way back and no way forward", () => {
    const { Statement } = alarmPolicy(PLACE, TARGETS, DEAD_LETTERS, LOG_GROUP);
    expect(Statement.map(({ Sid }) => Sid)).toEqual([
      "MoveAlias",
      "ReadVersions",
      "LetVersionsCool",
      "KeepRecord",
      "ReadMetrics",
      "FlushCache",
      "TellPeople",
      "KeepDeadLetters",
      "WriteLogs",
    ]);
    expect(Statement.find(({ Sid }) => Sid === "KeepDeadLetters")?.Resource).toEqual([DEAD_LETTERS]);
  });
});
