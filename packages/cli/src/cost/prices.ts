import { readFileSync } from "node:fs";
import { z } from "zod";
import { CommandError } from "../terminal.ts";
import listPrices from "./list-prices.json" with { type: "json" };

/** Dollars for so many units, in steps: each price holds up to a quantity in a month, the last one beyond all of them. */
const Tier = z.strictObject({ upTo: z.number().positive().optional(), dollars: z.number().min(0) });

/**
 * How sure a price is. `published`: by AWS's own pages or documents. `reported`: agreeing reports of others.
 * `unverified`: known, and not looked up for this list.
 */
const Confidence = z.enum(["published", "reported", "unverified", "given"]);

const Price = z.strictObject({
  dollars: z.number().min(0).optional(),
  tiers: z.array(Tier).min(1).optional(),
  per: z.string().min(1),
  confidence: Confidence,
  source: z.string().min(1),
});
export type Price = z.infer<typeof Price>;

const PriceListDocument = z.strictObject({
  region: z.string().min(1),
  asOf: z.iso.date(),
  hoursPerMonth: z.number().positive(),
  /** What an account gets for nothing in a month, by price. It is the account's, and other stages may use it up. */
  freeTier: z
    .strictObject({ source: z.string().min(1), quantities: z.record(z.string(), z.number().positive()) })
    .optional(),
  prices: z.record(z.string(), Price),
});
export type PriceList = z.infer<typeof PriceListDocument>;

/** Prices over the list's, in dollars for a unit; `api-cache-1.6` and the like may be new. */
const Overrides = z.record(z.string(), z.number().min(0));

/** Sizes of the gateway's cache may be priced although the list does not have them. */
const PRICEABLE = /^api-cache-(0\.5|1\.6|6\.1|13\.5|28\.4|58\.2|118|237)$/;

/** The list that ships: us-east-1, with source and date. */
export function shippedPrices(withFreeTier = false): PriceList {
  const { freeTier, ...list } = PriceListDocument.parse(listPrices);
  return withFreeTier && freeTier !== undefined ? { ...list, freeTier } : list;
}

/** The shipped list with the prices of a file over it: `{"lambda-request": 0.0000001}`. */
export function pricesWith(file: string, list: PriceList): PriceList {
  const overrides = Overrides.safeParse(readJson(file));
  if (!overrides.success) {
    throw new CommandError(
      `${file}: expected an object of prices in dollars, such as {"lambda-request": 0.0000002}.`,
      2,
    );
  }
  const known = Object.keys(list.prices);
  const unknown = Object.keys(overrides.data).filter(
    (name) => !known.includes(name) && !PRICEABLE.test(name),
  );
  if (unknown.length > 0) {
    throw new CommandError(
      `${file}: no price is called ${unknown.join(", ")}. There are ${known.join(", ")}.`,
      2,
    );
  }
  const given = Object.entries(overrides.data).map(([name, dollars]): [string, Price] => [
    name,
    { dollars, per: list.prices[name]?.per ?? "hour", confidence: "given", source: file },
  ]);
  return { ...list, prices: { ...list.prices, ...Object.fromEntries(given) } };
}

/** A price by its name; an error that says how to give it where the list has none. */
export function priceOf(list: PriceList, name: string): Price {
  const price = list.prices[name];
  if (price !== undefined) return price;
  throw new CommandError(
    `The price list has no ${name}. Give it in a file, {"${name}": <dollars>}, with --prices.`,
    2,
  );
}

/** Dollars for a quantity in a month, tier by tier. */
export function dollarsFor({ dollars, tiers }: Price, quantity: number): number {
  if (tiers === undefined) return (dollars ?? 0) * quantity;
  let rest = quantity;
  let from = 0;
  let total = 0;
  for (const tier of tiers) {
    const room = (tier.upTo ?? Number.POSITIVE_INFINITY) - from;
    const here = Math.min(rest, room);
    total += here * tier.dollars;
    rest -= here;
    from += room;
    if (rest <= 0) break;
  }
  return total;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as unknown;
  } catch (error) {
    throw new CommandError(`${file}: ${error instanceof Error ? error.message : String(error)}`, 2);
  }
}
