import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { Notice, Notifier } from "@switchyard/rollout";

export interface SnsNotifierDeps {
  readonly client: SNSClient;
  readonly topicArn: string;
  readonly stage: string;
  readonly functionName: string;
  readonly alias: string;
}

/** Publishes notices: a text for people, one line of JSON for programs, and the severity as an attribute to filter by. */
export function createSnsNotifier({
  client,
  topicArn,
  stage,
  functionName,
  alias,
}: SnsNotifierDeps): Notifier {
  return {
    notify: async (notice) => {
      const facts = JSON.stringify({ ...notice, stage, function: functionName, alias });
      await client.send(
        new PublishCommand({
          TopicArn: topicArn,
          Subject: subjectOf(stage, notice),
          Message: `${notice.text}\n${new Date(notice.atMs).toISOString()}\n\n${facts}`,
          MessageAttributes: {
            severity: { DataType: "String", StringValue: notice.severity },
            stage: { DataType: "String", StringValue: stage },
          },
        }),
      );
    },
  };
}

const MAX_SUBJECT_CHARACTERS = 100;

/** SNS takes up to 100 characters of ASCII on one line, and refuses the whole message otherwise. */
export function subjectOf(stage: string, { severity, text }: Notice): string {
  const subject = `[${severity}] ${stage}: ${text}`.replaceAll(/[^\x20-\x7e]+/g, "?");
  return subject.length <= MAX_SUBJECT_CHARACTERS
    ? subject
    : `${subject.slice(0, MAX_SUBJECT_CHARACTERS - 3)}...`;
}
