import { apiArn, arnIn, type Place } from "./place.ts";
import { allow, deny, type PolicyDocument, policy } from "./policy-document.ts";
import { stageArns } from "./stage-arns.ts";

/**
 * The most that a role of a stage may ever do, whatever its own policies say. A deployment writes those policies, so
 * without it whoever may deploy could give a function all rights of the account, or those of another stage.
 *
 * @param stage `*` stands for all of them: for stages that the account does not list
 * @param others the account's other stages
 */
export function boundaryPolicy(place: Place, stage: string, others: readonly string[]): PolicyDocument {
  const own = stageArns(place, stage);
  const { partition, accountId } = place;
  return policy([
    // Agents are anybody's functions, in other regions and accounts, too.
    allow("InvokeFunctions", ["lambda:InvokeFunction"], [`arn:${partition}:lambda:*:*:function:*`]),
    // People and deploy roles ask for releases, CloudWatch sounds alarms; no function of a stage does either.
    deny(
      "LeaveReleasesToPeople",
      ["lambda:InvokeFunction"],
      ["command", "alarm"].map((handler) =>
        arnIn(place, "lambda", `function:switchyard-*-rollout-${handler}*`),
      ),
    ),
    ...(others.length === 0
      ? []
      : [
          deny(
            "LeaveOtherStages",
            ["lambda:InvokeFunction"],
            others.flatMap((other) => stageArns(place, other).functions),
          ),
        ]),
    allow(
      "InvokeModels",
      ["bedrock:InvokeModel"],
      [
        `arn:${partition}:bedrock:*::foundation-model/*`,
        `arn:${partition}:bedrock:*:${accountId}:inference-profile/*`,
      ],
    ),
    allow("WriteLogs", ["logs:CreateLogStream", "logs:PutLogEvents"], own.logGroups),
    allow(
      "MoveAlias",
      [
        "lambda:GetAlias",
        "lambda:UpdateAlias",
        "lambda:GetFunctionConfiguration",
        "lambda:GetProvisionedConcurrencyConfig",
        "lambda:PutProvisionedConcurrencyConfig",
        "lambda:DeleteProvisionedConcurrencyConfig",
      ],
      own.router,
    ),
    allow("KeepRecord", ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"], [own.table]),
    allow("FlushCache", ["apigateway:DELETE"], [apiArn(place, `/restapis/*/stages/${stage}/cache/data`)]),
    allow("TellPeople", ["sns:Publish"], [own.topic]),
    allow("KeepDeadLetters", ["sqs:SendMessage"], [own.queue]),
    // None of these has resources that a policy could name; of network interfaces there are none yet when Lambda asks.
    allow(
      "ReadMetricsWriteTracesUseVpc",
      [
        "cloudwatch:GetMetricData",
        "xray:PutTraceSegments",
        "xray:PutTelemetryRecords",
        "ec2:CreateNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:DeleteNetworkInterface",
        "ec2:AssignPrivateIpAddresses",
        "ec2:UnassignPrivateIpAddresses",
      ],
      ["*"],
    ),
  ]);
}
