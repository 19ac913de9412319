import type { Environment } from "../environments/environment.ts";
import { percentile } from "../routing/latency.ts";

/** Requests that were answered one after another by each of some environments. */
export interface Block {
  readonly requestsPerSecond: number;
  /** From when the environment was given a request until its answer was there. */
  readonly p50Us: number;
  readonly p99Us: number;
}

/**
 * Gives so many requests in all to environments that work side by side.
 *
 * @param check throws when an answer is not what was to be measured
 */
export async function measureBlock(
  environments: readonly Environment[],
  payloads: readonly string[],
  requests: number,
  check: (answer: string) => void,
): Promise<Block> {
  const timesUs: number[] = [];
  let left = requests;
  const work = async (environment: Environment): Promise<void> => {
    while (left > 0) {
      const payload = payloads[left % payloads.length] ?? "";
      left -= 1;
      const { body, sentAtMs, answeredAtMs } = await environment.invoke(payload);
      timesUs.push((answeredAtMs - sentAtMs) * 1_000);
      check(body);
    }
  };
  const startedMs = performance.now();
  await Promise.all(environments.map(work));
  const seconds = (performance.now() - startedMs) / 1_000;
  return {
    requestsPerSecond: requests / seconds,
    p50Us: percentile(timesUs, 0.5),
    p99Us: percentile(timesUs, 0.99),
  };
}
