import foundation from "./foundation-wildcards.json" with { type: "json" };

/** A wildcard in a policy of ours that somebody looked at and found no narrower form for. */
export interface ReviewedWildcard {
  readonly project: string;
  /** Names of the policies in the program. `<stage>` stands for one stage. */
  readonly policies: readonly string[];
  /** Literally as in the policy. */
  readonly actions: readonly string[];
  /** As in the policy; `<partition>`, `<region>` and the like stand for one of each, everything else for itself. */
  readonly resource: string;
  readonly reason: string;
  /** The setting that brings it about; without one, every stack of the project has it. */
  readonly onlyWith?: string;
}

export const REVIEWED_WILDCARDS: readonly ReviewedWildcard[] = [
  {
    project: "switchyard-router",
    policies: ["rollout-tick-policy", "rollout-alarm-policy", "rollout-command-policy"],
    actions: ["cloudwatch:GetMetricData"],
    resource: "*",
    reason: "CloudWatch has no resources that a policy could name for reading metrics.",
  },
  {
    project: "switchyard-router",
    policies: ["router-policy"],
    actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
    resource: "*",
    reason: "X-Ray has no resources that a policy could name for writing traces.",
    onlyWith: "function.tracing",
  },
  {
    project: "switchyard-router",
    policies: ["router-policy"],
    actions: [
      "ec2:CreateNetworkInterface",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSubnets",
      "ec2:DeleteNetworkInterface",
      "ec2:AssignPrivateIpAddresses",
      "ec2:UnassignPrivateIpAddresses",
    ],
    resource: "*",
    reason: "Lambda makes the interfaces itself, and checks these actions before there are any to name.",
    onlyWith: "function.vpc",
  },
  ...foundation.flatMap(({ resources, ...review }) =>
    resources.map((resource) => ({ ...review, project: "switchyard-foundation", resource })),
  ),
];

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  "<partition>": "aws[a-z-]*",
  "<region>": "[a-z]{2}(?:-[a-z]+)+-\\d",
  "<account>": "\\d{12}",
  "<stage>": "[a-z][a-z0-9]*",
  "<stack>": "[a-z][a-z0-9]*",
  "<bucket>": "[a-z0-9][a-z0-9.-]+",
};

/** Whether a text is of the form, in which placeholders stand for one value each. */
export function fits(form: string, text: string): boolean {
  const source = form
    .split(/(<[a-z]+>)/)
    .map((part) => PLACEHOLDERS[part] ?? part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"))
    .join("");
  return new RegExp(`^${source}$`).test(text);
}
