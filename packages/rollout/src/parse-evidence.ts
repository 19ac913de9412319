import type { CountedSegment, ExperimentEvidence } from "./experiment-findings.ts";
import { GUARDRAILS } from "./plan.ts";
import type { PlanReader } from "./plan-reader.ts";
import type { ArmCounts } from "./verdict.ts";

/** Reads what an earlier experiment left. */
export function readEvidence(reader: PlanReader, value: unknown): ExperimentEvidence {
  const members = reader.object("continues", value, { required: ["segments", "logHarm"] });
  const segments = reader
    .list("continues.segments", members.get("segments"), 0)
    .map((segment, index) => readSegment(reader, `continues.segments[${index}]`, segment));
  const harm = reader.object("continues.logHarm", members.get("logHarm"), {
    required: [],
    optional: GUARDRAILS,
  });
  const logHarm = [...harm].map(([name, log]) => [name, reader.number(`continues.logHarm.${name}`, log, {})]);
  return { segments, logHarm: Object.fromEntries(logHarm) };
}

function readSegment(reader: PlanReader, path: string, value: unknown): CountedSegment {
  const members = reader.object(path, value, { required: ["weight", "stable", "candidate"] });
  return {
    weight: reader.number(`${path}.weight`, members.get("weight"), { above: 0, below: 100 }),
    stable: readCounts(reader, `${path}.stable`, members.get("stable")),
    candidate: readCounts(reader, `${path}.candidate`, members.get("candidate")),
  };
}

function readCounts(reader: PlanReader, path: string, value: unknown): ArmCounts {
  const members = reader.object(path, value, { required: ["requests", "events"] });
  const requests = reader.integer(`${path}.requests`, members.get("requests"), { from: 0 });
  const events = reader.integer(`${path}.events`, members.get("events"), { from: 0, to: requests });
  return { requests, events };
}
