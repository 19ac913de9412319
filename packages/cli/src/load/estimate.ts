import type { StageConfig } from "@switchyard/infra-router/stage-config";
import { estimateDollars, type RequestPrices } from "./cost.ts";
import { expectedRequests, peakRate, type RateProfile } from "./profile.ts";

/** For whoever is asked: how much it is, what it may cost, and what stands in its way. */
export function estimateText(
  profile: RateProfile,
  address: string,
  prices: RequestPrices,
  { throttle, quota }: Pick<StageConfig["api"], "throttle" | "quota">,
): string {
  const requests = Math.round(expectedRequests(profile));
  const peak = peakRate(profile);
  const seconds = (profile.at(-1)?.toMs ?? 0) / 1000;
  const dollars = estimateDollars(prices, requests);
  const { llmShare } = prices.assumptions;
  return [
    `About ${requests} requests to ${address} in ${Number(seconds.toFixed(1))} s, at most ${Number(peak.toFixed(1))} a second.`,
    `At the stage's prices they cost about $${dollars.toFixed(dollars < 1 ? 4 : 2)}, were ${100 * llmShare} % of them to need the language model. The agents have bills of their own.`,
    ...(peak > throttle.ratePerSecond
      ? [`The stage lets ${throttle.ratePerSecond} a second through (switchyard:api.throttle): expect 429.`]
      : []),
    ...(requests > quota.requestsPerDay / 2
      ? [
          `The key's quota is ${quota.requestsPerDay} requests a day (switchyard:api.quota), for all who use it.`,
        ]
      : []),
  ].join("\n");
}
