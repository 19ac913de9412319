import type { Guardrail } from "../verdict.ts";
import type { ThresholdState } from "./guardrail.ts";

/** "12 of 340 canary requests failed against 9 of 6,460 stable ones". */
export function comparison(
  guardrail: Guardrail,
  threshold: number | undefined,
  { stable, canary }: Pick<ThresholdState, "stable" | "canary">,
): string {
  const of = (arm: { requests: number; events: number }) => `${whole(arm.events)} of ${whole(arm.requests)}`;
  return `${of(canary)} canary ${NOUNS[guardrail]} ${outcome(guardrail, threshold)} against ${of(stable)} stable ones`;
}

/** "1 in 4,300", at least: from ln of the e-value, rounded down to two digits. Never more than one in a billion. */
export function odds(logEvidence: number): string {
  const eValue = Math.exp(Math.min(Math.max(logEvidence, 0), Math.log(1e9)));
  // The tiny factor undoes what the exponential of a logarithm loses: 1,000 must not become 990.
  const safe = eValue * (1 + 1e-12);
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(safe)) - 1);
  return `1 in ${whole(Math.floor(safe / unit) * unit)}`;
}

/** "1 percentage point" or "0.5 percentage points", with two decimals at most. */
export function percentagePoints(share: number): string {
  const points = Math.round(share * 10_000) / 100;
  return points === 1 ? "1 percentage point" : `${points} percentage points`;
}

/** "1 %" or "0.5 %", with two decimals at most. */
export function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100} %`;
}

/** 6460 as "6,460". */
export function whole(count: number): string {
  const digits = String(count);
  let grouped = digits.slice(-3);
  for (let end = digits.length - 3; end > 0; end -= 3) {
    grouped = `${digits.slice(Math.max(0, end - 3), end)},${grouped}`;
  }
  return grouped;
}

/** What is counted, for people. Latency counts requests of warm environments. */
export const NOUNS: Readonly<Record<Guardrail, string>> = {
  errors: "requests",
  latency: "warm requests",
  init: "cold starts",
  cost: "requests",
  "llm-share": "requests",
};

function outcome(guardrail: Guardrail, threshold: number | undefined): string {
  switch (guardrail) {
    case "errors":
      return "failed";
    case "latency":
    case "init":
      return threshold === undefined ? "were too slow" : `took longer than ${duration(threshold)}`;
    case "cost":
      return threshold === undefined ? "cost too much" : `cost more than ${dollars(threshold)}`;
    case "llm-share":
      return "needed a language model";
  }
}

function duration(milliseconds: number): string {
  return milliseconds >= 1_000 ? `${milliseconds / 1_000} s` : `${milliseconds} ms`;
}

function dollars(microDollars: number): string {
  return `$${microDollars / 1_000_000}`;
}
