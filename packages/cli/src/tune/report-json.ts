import { GOALS, type Recommendation } from "./advice.ts";
import type { Figures } from "./figures.ts";
import type { TuneReport } from "./report.ts";

/** For scripts: milliseconds, micro-dollars a call (dollars a million calls), shares from 0 to 1. */
export function tuneJson(report: TuneReport): string {
  const { advice, priceList } = report;
  return JSON.stringify({
    stage: report.stage,
    function: report.functionName,
    version: report.version,
    architecture: report.architecture,
    present_memory_mb: report.presentMb,
    prices: { source: priceList.source, ...pricesJson(priceList) },
    cost_weight: report.costWeight,
    sizes: report.figures.map(figuresJson),
    left_out: advice.leftOut.map(({ memoryMb, why }) => ({ memory_mb: memoryMb, why })),
    advice:
      advice.kind === "refused"
        ? null
        : Object.fromEntries(GOALS.map((goal) => [goal, adviceJson(advice.for[goal])])),
    refused: advice.kind === "refused" ? advice.reasons : [],
    ...(report.chart === undefined ? {} : { chart: report.chart }),
  });
}

function pricesJson({ prices }: TuneReport["priceList"]) {
  return {
    gb_second_micro_dollars: prices.gbSecondMicroDollars,
    request_micro_dollars: prices.requestMicroDollars,
  };
}

function figuresJson({ cold, ...figures }: Figures) {
  return {
    memory_mb: figures.memoryMb,
    warm_calls: figures.warmCalls,
    median_ms: figures.durationMs,
    p95_ms: figures.p95Ms,
    cost_micro_dollars: figures.costMicroDollars,
    max_memory_used_mb: figures.maxMemoryMb,
    cold:
      cold === undefined
        ? null
        : {
            starts: cold.starts,
            init_ms: cold.initMs,
            first_answer_ms: cold.totalMs,
            cost_micro_dollars: cold.costMicroDollars,
          },
  };
}

function adviceJson({ memoryMb, durationMs, costMicroDollars, closeTo, share }: Recommendation) {
  return {
    memory_mb: memoryMb,
    median_ms: durationMs,
    cost_micro_dollars: costMicroDollars,
    close_to_mb: closeTo,
    share_of_resamplings: share,
  };
}
