import { type Bill, billOf } from "./bill.ts";
import { type BillRequest, monthlyBill } from "./stage-bill.ts";

const BASELINE_MEMORY_MB = 256;
/** It had neither a release controller nor metrics and alarms of its own. */
const ITS_FEATURES: readonly string[] = ["function", "gateway", "model", "agents", "logs", "image"];

/**
 * The router that this one replaces, with the same callers and agents: 256 MB, nothing kept warm, no cache, every question
 * through the language model.
 */
export function baselineBill(request: BillRequest): Bill {
  const { config, assumptions } = request;
  const bill = monthlyBill({
    ...request,
    config: {
      ...config,
      function: { ...config.function, memoryMb: BASELINE_MEMORY_MB, tracing: false },
      api: { ...config.api, cache: { ...config.api.cache, enabled: false }, firewall: undefined },
      release: { ...config.release, provisionedConcurrency: 0 },
    },
    assumptions: {
      ...assumptions,
      llmShare: 1,
      inputTokens: assumptions.baselineInputTokens,
      initMs: assumptions.baselineInitMs,
      coldShare: assumptions.baselineColdShare,
    },
  });
  return billOf(bill.items.filter(({ feature }) => ITS_FEATURES.includes(feature)));
}
