import { readDeployedSettings } from "@switchyard/infra-router/stage-config";
import { DEFAULT_ASSUMPTIONS } from "../cost/assumptions.ts";
import { shippedPrices } from "../cost/prices.ts";
import { monthlyBill, secondVersionPerMonth } from "../cost/stage-bill.ts";
import { differenceMarkdown, dollars } from "../cost/text.ts";
import { readStage } from "../stage-file.ts";
import type { Change } from "./changes.ts";
import type { StackDeployer, StackTarget } from "./deployer.ts";

/** Where nobody says how many requests a stage has. */
export const REQUESTS_PER_MONTH = 100_000;

const HOURS_PER_DAY = 24;

/** What a plan does to the stage's monthly bill, as lines of Markdown. */
export async function planCost(
  { outputs }: Pick<StackDeployer, "outputs">,
  { project, stack, config }: StackTarget,
  changes: readonly Change[],
  requestsPerMonth: number,
): Promise<readonly string[]> {
  const prices = shippedPrices();
  const after = readStage(stack, config);
  const deployed = await outputs(project, stack);
  const before =
    deployed?.["settings"] === undefined ? undefined : readDeployedSettings(deployed["settings"]);
  const billOf = (settings: typeof after) =>
    monthlyBill({ config: settings, requestsPerMonth, assumptions: DEFAULT_ASSUMPTIONS, prices });
  const bill = billOf(after);
  const lines =
    deployed === undefined
      ? [`Cost a month at ${requestsPerMonth.toLocaleString("en-US")} requests: ${dollars(bill.dollars)}.`]
      : before === undefined
        ? [
            `Cost a month at ${requestsPerMonth.toLocaleString("en-US")} requests: ${dollars(bill.dollars)}; what is deployed does not say its settings, so there is nothing to compare.`,
          ]
        : differenceMarkdown(billOf(before), bill, requestsPerMonth);
  const perDay = (secondVersionPerMonth(after, prices) / prices.hoursPerMonth) * HOURS_PER_DAY;
  const isReleased = deployed !== undefined && changes.some(publishesVersion) && perDay > 0;
  return [
    ...lines,
    ...(isReleased ? ["", `While its release keeps two versions warm: ${dollars(perDay)} a day more.`] : []),
  ];
}

/** Every change of the router's image or settings is a version, which a release brings into service. */
function publishesVersion({ op, type, name }: Change): boolean {
  return op === "update" && type === "aws:lambda/function:Function" && name === "router-fn";
}
