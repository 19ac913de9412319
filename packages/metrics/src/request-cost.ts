/** What things cost, in micro-dollars: a dollar per million is 1. List prices; what an account pays may be less. */
export interface Prices {
  /** A second of 1 GB of memory. */
  readonly gbSecondMicroDollars: number;
  readonly requestMicroDollars: number;
  readonly inputTokenMicroDollars: number;
  readonly outputTokenMicroDollars: number;
}

/** What one request used. */
export interface RequestUse {
  readonly memoryMb: number;
  readonly durationMs: number;
  /** Of the environment that was started for it; 0 when it found one. Billed since 2025-08-01. */
  readonly initMs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/**
 * Micro-dollars that a request costs: Lambda's duration and start in whole milliseconds, its fee, and the model's
 * tokens. Without the gateway, which costs the same whatever the version does, and without the agents, which have bills
 * of their own. Environments that are kept ready cost by the hour and are in no request's price.
 */
export function requestCostMicroDollars(use: RequestUse, prices: Prices): number {
  const billedMs = Math.ceil(use.durationMs) + Math.ceil(use.initMs);
  return (
    (billedMs / 1000) * (use.memoryMb / 1024) * prices.gbSecondMicroDollars +
    prices.requestMicroDollars +
    use.inputTokens * prices.inputTokenMicroDollars +
    use.outputTokens * prices.outputTokenMicroDollars
  );
}
