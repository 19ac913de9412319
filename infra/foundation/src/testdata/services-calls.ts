import { on, type ResourceCalls } from "./calls.ts";

const IN = "us-east-1:111122223333";
const TABLE = `arn:aws:dynamodb:${IN}:table/switchyard-<stage>-releases`;
const TOPIC = `arn:aws:sns:${IN}:switchyard-<stage>-releases`;
const QUEUE = `arn:aws:sqs:${IN}:switchyard-<stage>-rollout-dead-letters`;
const SCHEDULE = `arn:aws:scheduler:${IN}:schedule/default/switchyard-<stage>-rollout-tick`;
const CLOCK_ROLE = "arn:aws:iam::111122223333:role/switchyard/<stage>/rollout-clock-role-1a2b3c4";
const ALARM = `arn:aws:cloudwatch:${IN}:alarm:switchyard-<stage>-router-errors`;
const DASHBOARD = "arn:aws:cloudwatch::111122223333:dashboard/switchyard-<stage>";
const BUDGET = "arn:aws:budgets::111122223333:budget/switchyard-<stage>-monthly";
const PASS = on(CLOCK_ROLE, "iam:PassRole", { passedTo: "scheduler.amazonaws.com" });

/** By the provider's sources: internal/service/dynamodb, sns, sqs, scheduler, cloudwatch and budgets of terraform-provider-aws. */
export const SERVICES_CALLS: Readonly<Record<string, ResourceCalls>> = {
  "aws:dynamodb/table:Table": {
    create: on(TABLE, "dynamodb:CreateTable dynamodb:TagResource dynamodb:UpdateContinuousBackups"),
    read: on(
      TABLE,
      "dynamodb:DescribeTable dynamodb:DescribeContinuousBackups dynamodb:DescribeTimeToLive dynamodb:ListTagsOfResource",
    ),
    update: on(
      TABLE,
      "dynamodb:UpdateTable dynamodb:UpdateContinuousBackups dynamodb:TagResource dynamodb:UntagResource",
    ),
    delete: on(TABLE, "dynamodb:DeleteTable dynamodb:DescribeTable"),
  },
  "aws:dynamodb/tableItem:TableItem": {
    create: on(TABLE, "dynamodb:PutItem"),
    read: on(TABLE, "dynamodb:GetItem"),
    update: on(TABLE, "dynamodb:UpdateItem dynamodb:DeleteItem"),
    delete: on(TABLE, "dynamodb:DeleteItem"),
  },
  "aws:sns/topic:Topic": {
    create: on(TOPIC, "sns:CreateTopic sns:TagResource sns:SetTopicAttributes"),
    read: on(TOPIC, "sns:GetTopicAttributes sns:ListTagsForResource"),
    update: on(TOPIC, "sns:SetTopicAttributes sns:TagResource sns:UntagResource"),
    delete: on(TOPIC, "sns:DeleteTopic"),
  },
  // SNS checks calls for a subscription against its topic.
  "aws:sns/topicSubscription:TopicSubscription": {
    create: on(TOPIC, "sns:Subscribe"),
    read: on(TOPIC, "sns:GetSubscriptionAttributes"),
    update: on(TOPIC, "sns:SetSubscriptionAttributes"),
    delete: on(TOPIC, "sns:Unsubscribe"),
  },
  "aws:sqs/queue:Queue": {
    create: on(QUEUE, "sqs:CreateQueue sqs:TagQueue"),
    read: on(QUEUE, "sqs:GetQueueAttributes sqs:ListQueueTags sqs:GetQueueUrl"),
    update: on(QUEUE, "sqs:SetQueueAttributes sqs:TagQueue sqs:UntagQueue"),
    delete: on(QUEUE, "sqs:DeleteQueue"),
  },
  "aws:scheduler/schedule:Schedule": {
    create: [...on(SCHEDULE, "scheduler:CreateSchedule"), ...PASS],
    read: on(SCHEDULE, "scheduler:GetSchedule"),
    update: [...on(SCHEDULE, "scheduler:UpdateSchedule"), ...PASS],
    delete: on(SCHEDULE, "scheduler:DeleteSchedule"),
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    create: on(ALARM, "cloudwatch:PutMetricAlarm cloudwatch:TagResource"),
    read: [
      ...on("arn:aws:cloudwatch:us-east-1:111122223333:alarm:*", "cloudwatch:DescribeAlarms"),
      ...on(ALARM, "cloudwatch:ListTagsForResource"),
    ],
    update: on(ALARM, "cloudwatch:PutMetricAlarm cloudwatch:TagResource cloudwatch:UntagResource"),
    delete: on(ALARM, "cloudwatch:DeleteAlarms"),
  },
  "aws:cloudwatch/dashboard:Dashboard": {
    create: on(DASHBOARD, "cloudwatch:PutDashboard"),
    read: on(DASHBOARD, "cloudwatch:GetDashboard"),
    update: on(DASHBOARD, "cloudwatch:PutDashboard"),
    delete: on(DASHBOARD, "cloudwatch:DeleteDashboards"),
  },
  // IAM has other names for it than the API: creating, changing and deleting are all ModifyBudget.
  "aws:budgets/budget:Budget": {
    create: on(BUDGET, "budgets:ModifyBudget budgets:TagResource"),
    read: on(BUDGET, "budgets:ViewBudget budgets:ListTagsForResource"),
    update: on(BUDGET, "budgets:ModifyBudget budgets:TagResource budgets:UntagResource"),
    delete: on(BUDGET, "budgets:ModifyBudget"),
  },
};
