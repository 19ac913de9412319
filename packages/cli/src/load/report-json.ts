import type { Histogram } from "./histogram.ts";
import { type LoadOutcome, ratesOf } from "./outcome.ts";
import { microDollarsEach } from "./report.ts";
import type { Group, Tally } from "./tally.ts";

const PERCENTS: readonly number[] = [50, 90, 95, 99];

/** For scripts: times in milliseconds, null for what there is nothing of; micro-dollars a request (dollars a million). */
export function loadJson(outcome: LoadOutcome): string {
  const { stage, target, seed, process, durationMs, expectedRequests, end, tally } = outcome;
  const rates = ratesOf(outcome);
  return JSON.stringify({
    stage,
    url: target.apiUrl,
    seed,
    arrivals: process,
    duration_ms: durationMs,
    ended: end.ended,
    sending_ms: end.sendingMs,
    expected_requests: expectedRequests,
    planned_per_second: rates.plannedPerSecond,
    sent_per_second: rates.sentPerSecond,
    total: figuresJson(tally.total),
    groups: tally.groups.map((group) => ({
      kind: group.kind,
      routing_method: group.method === "none" ? null : group.method,
      ...figuresJson(group),
    })),
    ...countsJson(tally),
    not_kept: outcome.broken,
  });
}

/** The latencies themselves, for charts and for adding up runs: buckets of 1 %, one document. */
export function histogramsJson({ seed, tally }: LoadOutcome): string {
  return `${JSON.stringify({
    seed,
    total: bucketsJson(tally.total),
    groups: tally.groups.map((group) => ({
      kind: group.kind,
      routing_method: group.method === "none" ? null : group.method,
      ...bucketsJson(group),
    })),
  })}\n`;
}

function figuresJson(group: Group) {
  return {
    requests: group.requests,
    errors: group.errors,
    cold_starts: group.coldStarts,
    cached: group.cached,
    latency_ms: percentilesJson(group.latency),
    service_ms: percentilesJson(group.service),
    cost_micro_dollars: microDollarsEach(group) ?? null,
  };
}

function countsJson({ statuses, unanswered, versions, queued, late, censored }: Tally) {
  return {
    status_codes: Object.fromEntries(statuses),
    unanswered: Object.fromEntries(unanswered),
    versions: Object.fromEntries(versions),
    waited_to_be_sent: queued,
    sent_late: late,
    lower_bounds: censored,
  };
}

function percentilesJson(histogram: Histogram) {
  return {
    count: histogram.count,
    ...Object.fromEntries(PERCENTS.map((share) => [`p${share}`, histogram.percentileMs(share) ?? null])),
    max: histogram.maxMs ?? null,
  };
}

function bucketsJson({ latency, service }: Group) {
  const rows = (histogram: Histogram) =>
    histogram.buckets().map(({ fromMs, toMs, count }) => ({ from_ms: fromMs, to_ms: toMs, count }));
  return { latency: rows(latency), service: rows(service) };
}
