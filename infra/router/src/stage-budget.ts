import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StageConfig } from "./stage-config.ts";

interface StageBudgetArgs {
  readonly config: StageConfig;
  readonly budget: NonNullable<StageConfig["budget"]>;
}

/** Tells people what a stage costs before the bill does. Counts what carries the stage's tag. */
export class StageBudget extends pulumi.ComponentResource {
  constructor(name: string, { config, budget }: StageBudgetArgs, opts?: pulumi.ComponentResourceOptions) {
    super("switchyard:infra:StageBudget", name, {}, opts);
    const addressees = { comparisonOperator: "GREATER_THAN", thresholdType: "PERCENTAGE" } as const;
    new aws.budgets.Budget(
      `${name}-budget`,
      {
        name: `switchyard-${config.stage}-monthly`,
        budgetType: "COST",
        limitAmount: String(budget.monthlyDollars),
        limitUnit: "USD",
        timeUnit: "MONTHLY",
        costFilters: [{ name: "TagKeyValue", values: [`user:switchyard:stage$${config.stage}`] }],
        notifications: [
          {
            ...addressees,
            notificationType: "ACTUAL",
            threshold: 80,
            subscriberEmailAddresses: budget.notifyEmails,
          },
          {
            ...addressees,
            notificationType: "FORECASTED",
            threshold: 100,
            subscriberEmailAddresses: budget.notifyEmails,
          },
        ],
        tags: config.tags,
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
