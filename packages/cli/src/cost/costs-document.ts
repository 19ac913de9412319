import type { StageConfig } from "@switchyard/infra-router/stage-config";
import { type Assumptions, DEFAULT_ASSUMPTIONS } from "./assumptions.ts";
import { baselineBill } from "./baseline.ts";
import { breakEven, featurePrices } from "./comparison.ts";
import type { PriceList } from "./prices.ts";
import { type BillRequest, monthlyBill, secondVersionPerMonth } from "./stage-bill.ts";
import { assumptionLines, breakEvenText, dollars, FEATURE_NAMES, whole } from "./text.ts";

/** Requests a month for which the document has figures. */
const TRAFFIC = [10_000, 100_000, 1_000_000, 10_000_000] as const;
/** A model ten times as dear, as they were a year ago. */
const DEARER_TOKENS = { inputTokenMicroDollars: 1, outputTokenMicroDollars: 5 } as const;

/** docs/costs.md: its words, and its figures by the command's own code. */
export function costsDocument(stages: readonly StageConfig[], prices: PriceList): string {
  const request = (config: StageConfig, requestsPerMonth: number): BillRequest => ({
    config,
    requestsPerMonth,
    assumptions: DEFAULT_ASSUMPTIONS,
    prices,
  });
  const prod = stages.find(({ stage }) => stage === "prod");
  if (prod === undefined) throw new Error("Expected a stage prod, found none.");
  return `# What it costs

\`switchyard cost\` reckons the monthly bill of a stage from its settings and the list prices of ${prices.region} (as of ${prices.asOf}, a month of ${prices.hoursPerMonth} hours). The figures below are its own, and a test renews or refuses them (\`pnpm generate\`).

\`\`\`sh
npm run -s switchyard -- cost --stage prod --requests-per-month 1000000
npm run -s switchyard -- cost --stage prod --requests-per-month 1000000 --assume llmShare=0.3 --assume agentMs=800
npm run -s switchyard -- cost --stage prod --requests-per-month 1000000 --against staging --chart cost.svg --json
\`\`\`

## The stages that ship

Dollars a month, one version in service, agents of the demo included.

| requests a month | ${stages.map(({ stage }) => stage).join(" | ")} | baseline |
| ---: | ${stages.map(() => "---:").join(" | ")} | ---: |
${TRAFFIC.map((requests) => `| ${whole(requests)} | ${stages.map((config) => dollars(monthlyBill(request(config, requests)).dollars)).join(" | ")} | ${dollars(baselineBill(request(prod, requests)).dollars)} |`).join("\n")}

The *baseline* is the router that this one replaces, with the same callers and agents: 256 MB, nothing kept warm, no cache, every question through the language model with a prompt of 500 words, no metrics, alarms or controller.

## The features of prod

What doing without each would save, at ${whole(1_000_000)} requests a month. Warm environments cost less than the ${dollars(secondVersionPerMonth(prod, prices))} that keeping them costs, because time on them is cheaper.

| feature | dollars a month |
| --- | ---: |
${featurePrices(request(prod, 1_000_000))
  .filter((price) => price.dollars > 0)
  .map((price) => `| ${FEATURE_NAMES[price.feature]} | ${dollars(price.dollars)} |`)
  .join("\n")}

## Where it breaks even

${[
  ...stages.map((config) => `- ${config.stage}: ${breakEvenText(breakEven(request(config, 1)))}.`),
  `- prod with a model at $1 and $5 for a million tokens: ${breakEvenText(breakEven(request({ ...prod, prices: { ...prod.prices, ...DEARER_TOKENS } }, 1)))}.`,
  `- prod without a cache: ${breakEvenText(breakEven(request({ ...prod, api: { ...prod.api, cache: { ...prod.api.cache, enabled: false } } }, 1)))}.`,
].join("\n")}

## Where estimates went wrong

| estimate | by list price |
| --- | --- |
| two warm environments cost $15–30 | 2 × 512 MB cost ${warm(prod, prices, "x86_64")} on x86 and ${warm(prod, prices, "arm64")} on arm64. Twice that, ${warm(prod, prices, "x86_64", 2)} and ${warm(prod, prices, "arm64", 2)}, only while two versions are kept warm, or with 1 GB each |
| a cache of 0.5 GB costs $5–10 | ${dollars(prices.hoursPerMonth * (prices.prices["api-cache-0.5"]?.dollars ?? 0))} a month, used or not, in each stage that has one |
| it breaks even at 100–200 requests a day | not with a model that costs cents per thousand calls: see above. What pays for the fixed part is the language model's tokens, and they have become cheap. Without cache and warm environments the fixed part is metrics, alarms and a dashboard |

Warm environments are bought for latency: by price alone they win only above 60 % of utilisation.

## What is assumed

\`--assume name=number\` changes any of them.

| name | value | why |
| --- | ---: | --- |
${assumptionRows(DEFAULT_ASSUMPTIONS)}

## What is not in it

Data transfer, taxes, support, discounts, NAT gateways of a VPC, the domain's DNS zone, the state bucket, and agents that are not the demo's. Free tiers count only with \`--free-tier\`, because an account has them once. \`packages/cli/src/cost/list-prices.json\` has each price with source and how sure it is; a cache size without a price is refused until \`--prices\` gives one.
`;
}

function warm(prod: StageConfig, prices: PriceList, architecture: "arm64" | "x86_64", versions = 1): string {
  const config = { ...prod, function: { ...prod.function, architecture } };
  return dollars(versions * secondVersionPerMonth(config, prices));
}

function assumptionRows(assumptions: Assumptions): string {
  return assumptionLines(assumptions)
    .map((text) => {
      const [, name = "", value = "", why = ""] = /^(\w+)\s+(\S+)\s+(.*)$/.exec(text) ?? [];
      return `| \`${name}\` | ${value} | ${why} |`;
    })
    .join("\n");
}
