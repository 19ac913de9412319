import type { LatencyPercentiles } from "../freeze-thresholds.ts";
import type { World } from "./world.ts";

const MINUTES_A_DAY = 24 * 60;

/** What CloudWatch would say of stable's latencies over the last day in this world. */
export function percentilesOf({ stable, requestsPerMinute }: World): LatencyPercentiles {
  const at = (z: number) => stable.medianLatencyMs * Math.exp(z * stable.latencySpread);
  return {
    p50: at(0),
    p75: at(0.674489750196082),
    p90: at(1.2815515655446),
    p95: at(1.64485362695147),
    p99: at(2.32634787404084),
    samples: Math.round(requestsPerMinute * MINUTES_A_DAY),
  };
}
