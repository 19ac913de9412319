import { z } from "zod";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { jsonDocument, regionInput, text } from "./inputs.ts";
import type { CloudWatchPort } from "./ports.ts";
import { type ResourceType, resourceType } from "./resource-type.ts";

/** `aws:cloudwatch/dashboard:Dashboard`. */
export function dashboardType(cloudWatch: CloudWatchPort, region: string): ResourceType {
  const put = async (DashboardName: string, DashboardBody: string): Promise<void> => {
    const { DashboardValidationMessages: messages = [] } = await cloudWatch.PutDashboard(
      { DashboardName, DashboardBody },
      ACCOUNT_CONTEXT,
    );
    // AWS takes the dashboard all the same and shows it with holes; a deployment must not.
    if (messages.length === 0) return;
    const reasons = messages.map(({ DataPath, Message }) => `${DataPath ?? ""}: ${Message ?? ""}`);
    throw new Error(`The dashboard ${DashboardName} has mistakes: ${reasons.join("; ")}`);
  };
  return resourceType({
    token: "aws:cloudwatch/dashboard:Dashboard",
    inputs: z.strictObject({ dashboardBody: jsonDocument, dashboardName: text, region: regionInput(region) }),
    replaceOn: ["dashboardName"],
    uniqueBy: ["dashboardName"],
    create: async ({ dashboardName, dashboardBody }) => {
      await put(dashboardName, dashboardBody);
      return dashboardName;
    },
    update: async (name, { dashboardBody }) => put(name, dashboardBody),
    delete: async (name) => {
      await cloudWatch.DeleteDashboards({ DashboardNames: [name] }, ACCOUNT_CONTEXT);
    },
    describe: async (DashboardName) => {
      const found = await cloudWatch.GetDashboard({ DashboardName }, ACCOUNT_CONTEXT);
      return {
        dashboardArn: found.DashboardArn,
        dashboardBody: found.DashboardBody,
        dashboardName: found.DashboardName,
        region,
      };
    },
  });
}
