import { dollarsFor, type PriceList, priceOf } from "./prices.ts";

/** What a part of the bill belongs to; `--json` and the price of each feature go by it. */
export type Feature =
  | "function"
  | "warm-environments"
  | "gateway"
  | "cache"
  | "model"
  | "agents"
  | "controller"
  | "alarms"
  | "metrics"
  | "dashboard"
  | "logs"
  | "image"
  | "firewall"
  | "tracing";

/** One line of a monthly bill. */
export interface BillItem {
  readonly name: string;
  readonly feature: Feature;
  readonly quantity: number;
  readonly unit: string;
  readonly dollars: number;
  /** Name in the price list; absent where the stage's own price counts. */
  readonly price?: string;
  readonly why: string;
}

export interface Bill {
  readonly items: readonly BillItem[];
  readonly dollars: number;
}

export function billOf(items: readonly BillItem[]): Bill {
  const nonZero = items.filter(({ quantity }) => quantity > 0);
  return { items: nonZero, dollars: nonZero.reduce((sum, { dollars }) => sum + dollars, 0) };
}

/** Makes items at the list's prices. */
export function pricedBy(list: PriceList) {
  return (feature: Feature, name: string, price: string, quantity: number, why: string): BillItem => {
    // Nothing of it costs nothing, whether or not there is a price.
    if (quantity <= 0) return { name, feature, quantity: 0, unit: "", dollars: 0, price, why };
    const found = priceOf(list, price);
    const billed = Math.max(0, quantity - (list.freeTier?.quantities[price] ?? 0));
    return { name, feature, quantity, unit: found.per, dollars: dollarsFor(found, billed), price, why };
  };
}

/** Dollars a month by feature, dearest first. */
export function byFeature({ items }: Bill): readonly (readonly [feature: Feature, dollars: number])[] {
  const sums = new Map<Feature, number>();
  for (const { feature, dollars } of items) sums.set(feature, (sums.get(feature) ?? 0) + dollars);
  return [...sums].toSorted(([, a], [, b]) => b - a);
}
