import { type KpiRow, reportTable } from "@switchyard/cli/rehearse";
import { naiveInputs } from "../variants/naive-inputs.ts";
import { type Machine, sayProvenance, shortHash } from "../variants/provenance.ts";
import { COLD_REQUESTS, MODEL_LATENCY_MS, WARM_REQUESTS } from "./ab.ts";
import { type Counts, countTable, type Figure, figureTable } from "./figures.ts";

export const SECTIONS: readonly string[] = [
  "claims: provenance",
  "claims: figures",
  "claims: counts",
  "claims: report",
];

/** Changes when what is compared or asked does. The router's own code is not in it: that changes every day. */
export function hashOfInputs(questions: readonly string[]): string {
  return shortHash([questions, COLD_REQUESTS, WARM_REQUESTS, MODEL_LATENCY_MS, naiveInputs()]);
}

export interface Claims {
  readonly figures: readonly Figure[];
  readonly naive: Counts;
  readonly switchyard: Counts;
  readonly report: readonly KpiRow[];
  readonly cpuUnlimited: string | undefined;
}

/** The parts of the document that this bench writes, by the name in their markers. */
export function sections(
  { figures, naive, switchyard, report, cpuUnlimited }: Claims,
  machine: Machine,
  inputs: string,
): ReadonlyMap<string, string> {
  const cpu =
    cpuUnlimited === undefined
      ? "CPU limited to 0.29 after INIT"
      : `CPU not limited, because it cannot be here (${cpuUnlimited})`;
  const effort = `${naive.requests + switchyard.requests} requests, ${cpu}`;
  return new Map([
    ["claims: provenance", sayProvenance(machine, inputs, effort)],
    ["claims: figures", figureTable(figures)],
    ["claims: counts", countTable(naive, switchyard)],
    ["claims: report", reportTable(report).join("\n")],
  ]);
}
