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
