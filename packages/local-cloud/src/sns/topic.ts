import { ACCOUNT_ID } from "../account.ts";
import { readResourcePolicy } from "../service-policy.ts";
import { invalidParameter } from "./errors.ts";

/** A topic as it is kept. */
export interface TopicRecord {
  readonly arn: string;
  /** As they were set; what is absent has its default. */
  readonly attributes: Readonly<Partial<Record<TopicAttribute, string>>>;
  readonly tags: Readonly<Record<string, string>>;
}

const TOPIC_ATTRIBUTES = ["DisplayName", "KmsMasterKeyId", "Policy"] as const;
export type TopicAttribute = (typeof TOPIC_ATTRIBUTES)[number];

/** The key that AWS keeps for SNS. There is no KMS here that could hold another. */
const MANAGED_KEY = "alias/aws/sns";

/** Checks an attribute that is to be set. */
export function checkedAttribute(name: string, value: string): readonly [TopicAttribute, string] {
  const known = TOPIC_ATTRIBUTES.find((each) => each === name);
  switch (known) {
    case "DisplayName":
      if (value.length > 100) throw invalidParameter("Attributes Reason: DisplayName exceeds 100 characters");
      return [known, value];
    case "KmsMasterKeyId":
      if (value !== "" && value !== MANAGED_KEY) {
        throw invalidParameter(
          `Attributes Reason: the local cloud has no KMS; expected ${MANAGED_KEY} as KmsMasterKeyId, found ${value}`,
        );
      }
      return [known, value];
    case "Policy":
      if (value !== "") readTopicPolicy(value);
      return [known, value];
    case undefined:
      throw invalidParameter(
        `AttributeName Reason: the local cloud has no attribute ${name} of topics. It has ${TOPIC_ATTRIBUTES.join(", ")}`,
      );
  }
}

export function isEncrypted({ attributes }: TopicRecord): boolean {
  return (attributes.KmsMasterKeyId ?? "") !== "";
}

/** The policy that says who besides the account's own identities may use the topic. */
export function policyText({ arn, attributes }: TopicRecord): string {
  const { Policy: given = "" } = attributes;
  return given === "" ? defaultPolicy(arn) : given;
}

export function readTopicPolicy(text: string) {
  return readResourcePolicy(text, (reason) => invalidParameter(`Policy Error: ${reason}`));
}

/** What AWS gives every topic: anyone of the owner's account, services that act for it included. */
function defaultPolicy(arn: string): string {
  return JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: [
          "SNS:GetTopicAttributes",
          "SNS:SetTopicAttributes",
          "SNS:AddPermission",
          "SNS:RemovePermission",
          "SNS:DeleteTopic",
          "SNS:Subscribe",
          "SNS:ListSubscriptionsByTopic",
          "SNS:Publish",
        ],
        Resource: arn,
        Condition: { StringEquals: { "AWS:SourceOwner": ACCOUNT_ID } },
      },
    ],
  });
}
