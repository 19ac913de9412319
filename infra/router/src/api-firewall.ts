import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StageConfig } from "./stage-config.ts";

interface ApiFirewallArgs {
  readonly config: StageConfig;
  readonly firewall: NonNullable<StageConfig["api"]["firewall"]>;
  /** ARN of the API's stage. */
  readonly apiStageArn: pulumi.Input<string>;
}

/** Rule groups that AWS keeps up to date, in the order in which they are asked. */
const MANAGED_RULES = ["AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"] as const;

/** A WAF in front of the API: known attacks and floods from one address get no further. */
export class ApiFirewall extends pulumi.ComponentResource {
  constructor(name: string, args: ApiFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("switchyard:infra:ApiFirewall", name, {}, opts);
    const { config, firewall } = args;
    const child = { parent: this };
    const called = `switchyard-${config.stage}-api`;
    const acl = new aws.wafv2.WebAcl(
      `${name}-firewall`,
      {
        name: called,
        description: `In front of the API of stage ${config.stage}.`,
        scope: "REGIONAL",
        defaultAction: { allow: {} },
        rules: [
          ...MANAGED_RULES.map((rule, index) => ({
            name: rule,
            priority: index,
            // The group's own verdict counts: block what it blocks.
            overrideAction: { none: {} },
            statement: { managedRuleGroupStatement: { vendorName: "AWS", name: rule } },
            visibilityConfig: counted(`${called}-${rule}`),
          })),
          {
            name: "one-address",
            priority: MANAGED_RULES.length,
            action: { block: {} },
            statement: {
              rateBasedStatement: { aggregateKeyType: "IP", limit: firewall.requestsPerFiveMinutes },
            },
            visibilityConfig: counted(`${called}-one-address`),
          },
        ],
        visibilityConfig: counted(called),
        tags: config.tags,
      },
      child,
    );
    new aws.wafv2.WebAclAssociation(
      `${name}-firewall-at-api`,
      { webAclArn: acl.arn, resourceArn: args.apiStageArn },
      child,
    );
    this.registerOutputs({});
  }
}

/** Requests are counted and never kept: a sample would hold callers' questions. */
function counted(metricName: string): aws.types.input.wafv2.WebAclVisibilityConfig {
  return { metricName, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: false };
}
