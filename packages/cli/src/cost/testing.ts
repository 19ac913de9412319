import { readStage } from "../stage-file.ts";
import { DEFAULT_ASSUMPTIONS } from "./assumptions.ts";
import { shippedPrices } from "./prices.ts";
import type { BillRequest } from "./stage-bill.ts";

/** Production as it ships: 512 MB, two warm environments, half a gigabyte of cache. */
export const PROD: BillRequest = {
  config: readStage("prod"),
  requestsPerMonth: 1_000_000,
  assumptions: DEFAULT_ASSUMPTIONS,
  prices: shippedPrices(),
};

type Function = BillRequest["config"]["function"];

export function prodWith(changes: Partial<Function>, request: BillRequest = PROD): BillRequest {
  return { ...request, config: { ...request.config, function: { ...request.config.function, ...changes } } };
}

export function withWarm(provisionedConcurrency: number, request: BillRequest = PROD): BillRequest {
  const { config } = request;
  return { ...request, config: { ...config, release: { ...config.release, provisionedConcurrency } } };
}
