import type { Rehearsal, RehearsalOptions } from "./run.ts";

type What = Pick<RehearsalOptions, "candidate" | "rpm" | "without">;

const BAD: readonly What["candidate"][] = [
  { kind: "errors", share: 0.2 },
  { kind: "slow", factor: 1.3 },
  { kind: "cold" },
  { kind: "crash" },
];

/** Every kind of candidate; each bad one also with one way out alone. */
export function matrix(rpm: number): readonly What[] {
  return [
    { candidate: { kind: "good" }, rpm },
    ...BAD.flatMap((candidate): readonly What[] => [
      { candidate, rpm },
      { candidate, rpm, without: "judge" },
      { candidate, rpm, without: "alarms" },
    ]),
    { candidate: { kind: "outage" }, rpm },
    { candidate: { kind: "good" }, rpm: 0 },
  ];
}

/** For people and for the documentation: a table in Markdown. */
export function matrixTable(results: readonly Rehearsal[]): readonly string[] {
  return [
    "| candidate | requests/min | without | outcome | by | right | cloud minutes | seconds | to candidate | failed there |",
    "| --- | ---: | --- | --- | --- | --- | ---: | ---: | ---: | ---: |",
    ...results.map(
      ({ candidate, rpm, without = "–", outcome, by = "–", right, cloudMinutes, realSeconds, requests }) =>
        `| ${[candidate, rpm, without, outcome, by, right ? "yes" : "NO", cloudMinutes, realSeconds, requests.toCandidate, requests.failedByCandidate].join(" | ")} |`,
    ),
  ];
}
