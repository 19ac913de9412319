/** Test support: an alarm's event as CloudWatch sends it to a Lambda function. */
export function alarmEvent({
  versions,
  state = "ALARM",
}: {
  readonly versions: readonly string[];
  readonly state?: string;
}) {
  const metric = (version: string | undefined, index: number) => ({
    id: `m${index}`,
    metricStat: {
      metric: {
        namespace: index % 2 === 0 ? "AWS/Lambda" : "Switchyard",
        name: "Errors",
        dimensions:
          index % 2 === 0
            ? {
                FunctionName: "switchyard-local-router",
                Resource: "switchyard-local-router:live",
                ...(version === undefined ? {} : { ExecutedVersion: version }),
              }
            : { Stage: "local", ...(version === undefined ? {} : { FunctionVersion: version }) },
      },
      period: 300,
      stat: "Sum",
    },
    returnData: false,
  });
  const metrics = versions.length === 0 ? [metric(undefined, 0)] : versions.map(metric);
  return {
    source: "aws.cloudwatch",
    alarmArn: "arn:aws:cloudwatch:us-east-1:123456789012:alarm:switchyard-local-router-errors",
    accountId: "123456789012",
    time: "2026-10-12T09:30:00.000+0000",
    region: "us-east-1",
    alarmData: {
      alarmName: "switchyard-local-router-errors",
      state: { value: state, reason: "Threshold Crossed", timestamp: "2026-10-12T09:30:00.000+0000" },
      previousState: { value: "OK", reason: "", timestamp: "2026-10-12T09:00:00.000+0000" },
      configuration: {
        metrics: [...metrics, { id: "e1", expression: "100*m0/m1", label: "errors", returnData: true }],
      },
    },
  };
}
