import type { Place } from "./place.ts";
import { allow, type PolicyDocument, policy } from "./policy-document.ts";
import { stageArns } from "./stage-arns.ts";

export const READ_TABLES = [
  "dynamodb:DescribeTable",
  "dynamodb:DescribeContinuousBackups",
  "dynamodb:DescribeTimeToLive",
  "dynamodb:ListTagsOfResource",
  "dynamodb:GetItem",
] as const;
export const READ_TOPICS = [
  "sns:GetTopicAttributes",
  "sns:GetSubscriptionAttributes",
  "sns:ListTagsForResource",
] as const;
export const READ_QUEUES = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags"] as const;
export const READ_SCHEDULES = ["scheduler:GetSchedule"] as const;
export const READ_ALARMS = ["cloudwatch:ListTagsForResource"] as const;
export const READ_DASHBOARDS = ["cloudwatch:GetDashboard"] as const;
export const READ_BUDGETS = ["budgets:ViewBudget", "budgets:ListTagsForResource"] as const;

/** What else a stage consists of: the controller's memory and clock, alarms, dashboard, budget. */
export function servicesPolicy(place: Place, stage: string): PolicyDocument {
  const own = stageArns(place, stage);
  return policy([
    allow(
      "Table",
      [
        ...READ_TABLES,
        "dynamodb:CreateTable",
        "dynamodb:UpdateTable",
        "dynamodb:DeleteTable",
        "dynamodb:UpdateContinuousBackups",
        "dynamodb:TagResource",
        "dynamodb:UntagResource",
        // The release request is an item of the program.
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
        "dynamodb:DeleteItem",
      ],
      [own.table],
    ),
    allow(
      "Topic",
      [
        ...READ_TOPICS,
        "sns:CreateTopic",
        "sns:SetTopicAttributes",
        "sns:DeleteTopic",
        "sns:TagResource",
        "sns:UntagResource",
        "sns:Subscribe",
        "sns:SetSubscriptionAttributes",
        "sns:Unsubscribe",
      ],
      [own.topic],
    ),
    allow(
      "Queue",
      [
        ...READ_QUEUES,
        "sqs:CreateQueue",
        "sqs:SetQueueAttributes",
        "sqs:DeleteQueue",
        "sqs:TagQueue",
        "sqs:UntagQueue",
      ],
      [own.queue],
    ),
    allow(
      "Schedule",
      [...READ_SCHEDULES, "scheduler:CreateSchedule", "scheduler:UpdateSchedule", "scheduler:DeleteSchedule"],
      [own.schedule],
    ),
    allow(
      "Alarms",
      [
        ...READ_ALARMS,
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:DeleteAlarms",
        "cloudwatch:TagResource",
        "cloudwatch:UntagResource",
      ],
      [own.alarms],
    ),
    allow(
      "Dashboard",
      [...READ_DASHBOARDS, "cloudwatch:PutDashboard", "cloudwatch:DeleteDashboards"],
      [own.dashboard],
    ),
    allow(
      "Budget",
      [...READ_BUDGETS, "budgets:ModifyBudget", "budgets:TagResource", "budgets:UntagResource"],
      [own.budgets],
    ),
  ]);
}
