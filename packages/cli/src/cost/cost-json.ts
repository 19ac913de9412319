import { baselineBill } from "./baseline.ts";
import type { Bill } from "./bill.ts";
import { breakEven, differencesOf, featurePrices } from "./comparison.ts";
import { type BillRequest, monthlyBill, secondVersionPerMonth } from "./stage-bill.ts";

/** What `cost --json` prints. Money in dollars a month. */
export function costJson(request: BillRequest, other: BillRequest | undefined): unknown {
  const { config, requestsPerMonth, assumptions, prices } = request;
  const bill = monthlyBill(request);
  const baseline = baselineBill(request);
  return {
    stage: config.stage,
    region: prices.region,
    pricesAsOf: prices.asOf,
    freeTier: prices.freeTier !== undefined,
    requestsPerMonth,
    ...withShare(bill, requestsPerMonth),
    items: bill.items,
    baseline: { ...withShare(baseline, requestsPerMonth), items: baseline.items },
    difference: bill.dollars - baseline.dollars,
    breakEven: breakEven(request),
    features: featurePrices(request),
    secondWarmVersion: secondVersionPerMonth(config, prices),
    assumptions,
    prices: Object.fromEntries(
      [...new Set([...bill.items, ...baseline.items].flatMap(({ price }) => price ?? []))].map((name) => [
        name,
        prices.prices[name],
      ]),
    ),
    ...(other === undefined ? {} : { against: againstJson(bill, other) }),
  };
}

function againstJson(bill: Bill, other: BillRequest): unknown {
  const before = monthlyBill(other);
  return {
    stage: other.config.stage,
    dollars: before.dollars,
    change: bill.dollars - before.dollars,
    items: differencesOf(before, bill),
  };
}

function withShare({ dollars }: Bill, requests: number) {
  return { dollars, dollarsPerThousandRequests: requests === 0 ? null : (dollars / requests) * 1000 };
}
