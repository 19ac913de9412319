import type { KpiRow } from "@switchyard/cli/rehearse";
import type { LogLine } from "./observations.ts";

/** Test support: the log of an A/B in which the second version is twice as good at everything. */
export function logOfAb(): readonly LogLine[] {
  return ["1", "2"].flatMap((version) => {
    const half = version === "1" ? 1 : 0.5;
    const stream = `2026/11/26/[${version}]0123`;
    const request = (ColdStarts: number): string =>
      JSON.stringify({
        _aws: {},
        FunctionVersion: version,
        ColdStarts,
        ...(ColdStarts === 1 ? { InitDuration: 400 * half } : {}),
        RoutingTime: 300 * half,
        ResponseTime: 320 * half,
        RequestCost: 40 * half,
        ResponsesLlm: 1,
        Errors: 0,
        Status: 200,
      });
    const report = `REPORT RequestId: r\tDuration: 5 ms\tMax Memory Used: ${100 * half} MB\tInit Duration: ${400 * half} ms`;
    return [request(1), request(0), report].map((message) => ({ stream, message }));
  });
}

/** Test support: what the report says of that log. */
export function reportOfAb(): readonly KpiRow[] {
  const row = (id: string, unit: KpiRow["unit"], baseline: number, candidate: number): KpiRow => {
    const around = (value: number) => ({ value, lower: value * 0.9, upper: value * 1.1, samples: 2 });
    return {
      id,
      title: id,
      unit,
      baseline: around(baseline),
      candidate: around(candidate),
      change: { value: baseline === 0 ? 0 : candidate / baseline - 1 },
      goal: { kind: "at-most", value: 1 },
      verdict: "undecided",
      note: "",
    };
  };
  return [
    row("cold-start", "ms", 400, 200),
    row("routing-time", "ms", 300, 150),
    row("response-time", "ms", 320, 160),
    row("warm-share", "share", 0.5, 0.5),
    row("error-rate", "share", 0, 0),
    row("cost-per-request", "micro-dollars", 40, 20),
    row("memory", "MB", 100, 50),
  ];
}
