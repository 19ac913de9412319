import { allow, type Place, type PolicyDocument, policy, writeLogs } from "./policy-documents.ts";

/** What the rollout controller works on. */
export interface ControllerTargets {
  /** Of the router, without a version. */
  readonly routerArn: string;
  readonly tableArn: string;
  readonly topicArn: string;
  readonly restApiId: string;
  readonly apiStageName: string;
}

/**
 * What tick and command may do: move one alias, keep its versions warm and ask them, read metrics, keep the record,
 * empty the cache, tell people.
 */
export function controllerPolicy(
  place: Place,
  targets: ControllerTargets,
  logGroupArn: string,
): PolicyDocument {
  const versions = `${targets.routerArn}:*`;
  return policy([
    ...rollbackStatements(place, targets),
    allow("KeepVersionsWarm", ["lambda:PutProvisionedConcurrencyConfig"], [versions]),
    allow("AskVersions", ["lambda:InvokeFunction"], [versions]),
    writeLogs(logGroupArn),
  ]);
}

/** What the alarm function may do: the same without preparing and asking versions, and keep what it failed on. */
export function alarmPolicy(
  place: Place,
  targets: ControllerTargets,
  deadLetterArn: string,
  logGroupArn: string,
): PolicyDocument {
  return policy([
    ...rollbackStatements(place, targets),
    allow("KeepDeadLetters", ["sqs:SendMessage"], [deadLetterArn]),
    writeLogs(logGroupArn),
  ]);
}

function rollbackStatements(place: Place, targets: ControllerTargets) {
  const { routerArn, tableArn, topicArn, restApiId, apiStageName } = targets;
  const versions = `${routerArn}:*`;
  return [
    // IAM checks alias operations against the function, and reads of a version against the version.
    allow("MoveAlias", ["lambda:GetAlias", "lambda:UpdateAlias"], [routerArn]),
    allow("ReadVersions", ["lambda:GetFunctionConfiguration"], [routerArn, versions]),
    allow(
      "LetVersionsCool",
      ["lambda:GetProvisionedConcurrencyConfig", "lambda:DeleteProvisionedConcurrencyConfig"],
      [versions],
    ),
    // The table holds this alias alone, so a condition on keys would say the same again. Nothing is ever deleted.
    allow("KeepRecord", ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"], [tableArn]),
    // GetMetricData has no resources that a policy could name.
    allow("ReadMetrics", ["cloudwatch:GetMetricData"], ["*"]),
    allow(
      "FlushCache",
      ["apigateway:DELETE"],
      [
        `arn:${place.partition}:apigateway:${place.region}::/restapis/${restApiId}/stages/${apiStageName}/cache/data`,
      ],
    ),
    allow("TellPeople", ["sns:Publish"], [topicArn]),
  ];
}
