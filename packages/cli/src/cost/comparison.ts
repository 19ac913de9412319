import { baselineBill } from "./baseline.ts";
import { type Bill, type BillItem, byFeature, type Feature } from "./bill.ts";
import { type BillRequest, DAYS_PER_MONTH, monthlyBill } from "./stage-bill.ts";

/** From how many requests a day on the stage costs no more than the baseline. */
export type BreakEven =
  | { readonly kind: "at"; readonly requestsPerDay: number }
  /** Whatever comes, the baseline is dearer. */
  | { readonly kind: "from-the-first-request" }
  /** Not up to any number of requests that one stage could have. */
  | { readonly kind: "never" };

const MOST_PER_MONTH = 1e10;

/** Where the two bills are equal, to the request a day. Beyond it the stage is cheaper: its bill grows more slowly. */
export function breakEven(request: BillRequest): BreakEven {
  const excess = (requestsPerMonth: number): number => {
    const at = { ...request, requestsPerMonth };
    return monthlyBill(at).dollars - baselineBill(at).dollars;
  };
  if (excess(1) <= 0) return { kind: "from-the-first-request" };
  if (excess(MOST_PER_MONTH) > 0) return { kind: "never" };
  let [low, high] = [1, MOST_PER_MONTH];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (excess(middle) > 0) low = middle;
    else high = middle;
  }
  return { kind: "at", requestsPerDay: Math.ceil(high / DAYS_PER_MONTH) };
}

/** What a feature adds to the bill of the month: what doing without it would save. Negative where it saves. */
export interface FeaturePrice {
  readonly feature: Feature;
  readonly dollars: number;
}

/** The features that can be switched off, each by itself. */
export function featurePrices(request: BillRequest): readonly FeaturePrice[] {
  const { config } = request;
  const bill = monthlyBill(request);
  const without = (changed: BillRequest["config"]): number =>
    bill.dollars - monthlyBill({ ...request, config: changed }).dollars;
  const sums = new Map(byFeature(bill));
  const priceOfItems = (feature: Feature): FeaturePrice => ({ feature, dollars: sums.get(feature) ?? 0 });
  return [
    {
      feature: "warm-environments",
      // What they make cheaper by the second counts for them.
      dollars: without({ ...config, release: { ...config.release, provisionedConcurrency: 0 } }),
    },
    {
      feature: "cache",
      dollars: without({ ...config, api: { ...config.api, cache: { ...config.api.cache, enabled: false } } }),
    },
    ...(["alarms", "metrics", "dashboard", "controller", "firewall", "tracing"] as const).map(priceOfItems),
  ];
}

/** One line that two bills differ in. */
export interface ItemDifference {
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

/** Differences below that are nobody's concern. */
const CENT = 0.01;

/** What changes from one bill to the other, the greatest change first. */
export function differencesOf(before: Bill, after: Bill): readonly ItemDifference[] {
  const dollarsIn = (items: readonly BillItem[], name: string): number =>
    items.filter((item) => item.name === name).reduce((sum, { dollars }) => sum + dollars, 0);
  const names = new Set([...before.items, ...after.items].map(({ name }) => name));
  return [...names]
    .map((name) => ({ name, before: dollarsIn(before.items, name), after: dollarsIn(after.items, name) }))
    .filter((item) => Math.abs(item.after - item.before) >= CENT)
    .toSorted((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before));
}
