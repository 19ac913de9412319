import type { Prices } from "@switchyard/metrics";
import { z } from "zod";
import { CommandError } from "../terminal.ts";

/** The function's setting with the prices of its stage (`switchyard:prices`). */
const VARIABLE = "SWITCHYARD_PRICES";

export interface PriceList {
  readonly prices: Prices;
  /** Where they are from, for whoever reads the result. */
  readonly source: "stage" | "list";
}

const price = z.number().min(0);
const StagePrices = z.strictObject({
  gbSecondMicroDollars: price,
  requestMicroDollars: price,
  inputTokenMicroDollars: price,
  outputTokenMicroDollars: price,
});

/** List prices in us-east-1, first tier. Tokens cost the same at every size, so they are left out. */
const LIST_PRICES: Readonly<Record<string, Prices>> = {
  arm64: listPrices(13.3334),
  x86_64: listPrices(16.6667),
};

function listPrices(gbSecondMicroDollars: number): Prices {
  return {
    gbSecondMicroDollars,
    requestMicroDollars: 0.2,
    inputTokenMicroDollars: 0,
    outputTokenMicroDollars: 0,
  };
}

/**
 * What the stage says that things cost, as the function itself is told; the list prices of its architecture where it says
 * nothing.
 */
export function pricesOf(environment: Readonly<Record<string, string>>, architecture: string): PriceList {
  const text = environment[VARIABLE];
  if (text === undefined) {
    const prices = LIST_PRICES[architecture];
    if (prices !== undefined) return { prices, source: "list" };
    throw new CommandError(
      `Expected a function for ${Object.keys(LIST_PRICES).join(" or ")}, found one for ${architecture}: no list price is known for it. Set switchyard:prices for the stage.`,
    );
  }
  const parsed = StagePrices.safeParse(parseJson(text));
  if (parsed.success) return { prices: parsed.data, source: "stage" };
  throw new CommandError(
    `Expected ${VARIABLE} of the function to hold a price of 0 or more for each of ${Object.keys(StagePrices.shape).join(", ")}, found ${text}. Correct switchyard:prices and deploy.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
