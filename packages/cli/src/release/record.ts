import { GUARDRAILS, type Plan, parsePlan, type StateName, TRANSITIONS } from "@switchyard/rollout";
import { z } from "zod";

/** The shapes of the controller's record as it tells them; the judge's own bookkeeping stays with the controller. */

export const StateDocument = z.enum(Object.keys(TRANSITIONS) as [StateName, ...StateName[]]);
const GuardrailName = z.enum([...GUARDRAILS]);

export const RoutingDocument = z.strictObject({
  primary: z.string().min(1),
  additional: z.strictObject({ version: z.string().min(1), weight: z.number() }).exactOptional(),
});

export const VerdictDocument = z.strictObject({
  guardrail: GuardrailName,
  kind: z.enum(["harmful", "proven-ok", "undecided"]),
  evidence: z.string(),
  numbers: z.record(z.string(), z.number()),
});

const Pass = z.enum(["none", "approved", "promoted"]);
const Requests = z.partialRecord(GuardrailName, z.number());

const Validating = z.strictObject({
  state: z.literal("validating"),
  sinceMs: z.number(),
  smokePassed: z.boolean(),
  traffic: z.strictObject({ minutes: z.number(), requests: z.number() }),
  pass: Pass,
});
const Stepping = z.strictObject({
  state: z.literal("stepping"),
  step: z.int(),
  weight: z.number(),
  sinceMs: z.number(),
  requests: Requests,
  pass: Pass,
});
const Baking = z.strictObject({
  state: z.literal("baking"),
  sinceMs: z.number(),
  requests: Requests,
  pass: Pass,
});
const Progress = z.discriminatedUnion("state", [Validating, Stepping, Baking]);

const Cause = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("harmful"), evidence: z.string() }),
  z.strictObject({ kind: z.literal("alarm"), alarm: z.string() }),
  z.strictObject({ kind: z.literal("aborted"), by: z.string(), why: z.string() }),
  z.strictObject({ kind: z.literal("smoke-failed"), query: z.string(), why: z.string() }),
  z.strictObject({ kind: z.literal("version-missing"), version: z.string() }),
]);

const PauseReason = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("person"), name: z.string(), why: z.string() }),
  z.strictObject({ kind: z.literal("approval"), nextWeight: z.number() }),
  z.strictObject({ kind: z.literal("deadline"), missing: z.string() }),
  z.strictObject({ kind: z.literal("preparation-failed"), why: z.string() }),
  z.strictObject({ kind: z.literal("stable-missing"), version: z.string() }),
]);

const ArmReport = z.strictObject({
  requests: z.number(),
  events: z.number(),
  errorShare: z.number().exactOptional(),
});

const CountsDocument = z.strictObject({ requests: z.number(), events: z.number() });

const Report = z.strictObject({
  releaseId: z.string(),
  stableVersion: z.string(),
  candidateVersion: z.string(),
  weight: z.number(),
  startedAtMs: z.number(),
  endedAtMs: z.number(),
  stable: ArmReport,
  candidate: ArmReport,
  verdicts: z.array(VerdictDocument),
  splitAsPlanned: z.boolean(),
  findings: z.array(
    z.strictObject({
      name: z.string(),
      lower: z.number().exactOptional(),
      upper: z.number().exactOptional(),
      sentence: z.string(),
    }),
  ),
  evidence: z.strictObject({
    segments: z.array(
      z.strictObject({ weight: z.number(), stable: CountsDocument, candidate: CountsDocument }),
    ),
    logHarm: z.partialRecord(GuardrailName, z.number()),
  }),
});

const settled = [
  z.strictObject({ state: z.literal("idle") }),
  Validating,
  Stepping,
  Baking,
  z.strictObject({ state: z.literal("paused"), at: Progress, why: PauseReason }),
  z.strictObject({
    state: z.literal("incident"),
    at: Progress,
    sinceMs: z.number(),
    pausedFor: PauseReason.exactOptional(),
  }),
  z.strictObject({ state: z.literal("rolling_back"), cause: Cause, blocked: z.boolean() }),
  z.strictObject({ state: z.literal("rolled_back"), cause: Cause }),
  z.strictObject({ state: z.literal("completed"), report: Report.exactOptional() }),
] as const;

const Phase = z.discriminatedUnion("state", [
  ...settled,
  z.strictObject({
    state: z.literal("drifted"),
    was: z.discriminatedUnion("state", settled),
    found: RoutingDocument,
  }),
]);

/** Where the release stands, or stood when it was interrupted. */
export function progressIn(phase: z.infer<typeof Phase>): z.infer<typeof Progress> | undefined {
  switch (phase.state) {
    case "validating":
    case "stepping":
    case "baking":
      return phase;
    case "paused":
    case "incident":
      return phase.at;
    case "idle":
    case "rolling_back":
    case "rolled_back":
    case "completed":
    case "drifted":
      return undefined;
  }
}

const PlanDocument = z.unknown().transform((value, context): Plan => {
  const parsed = parsePlan(value);
  if (parsed.kind === "parsed") return parsed.plan;
  for (const { path, message } of parsed.problems) {
    context.issues.push({ code: "custom", message, path: [path], input: value });
  }
  return z.NEVER;
});

const Release = z.strictObject({
  id: z.string(),
  candidate: z.strictObject({ version: z.string(), digest: z.string() }),
  stableVersion: z.string(),
  plan: PlanDocument,
  hotfix: z.boolean(),
  startedAtMs: z.number(),
  deadlineFromMs: z.number(),
  freshToMs: z.number(),
  spans: z.array(
    z.strictObject({ weight: z.number(), fromMs: z.number(), toMs: z.number().exactOptional() }),
  ),
  totals: z.strictObject({ stable: CountsDocument, candidate: CountsDocument }),
  verdicts: z.array(VerdictDocument),
  sampleRatio: z.strictObject({
    kind: z.enum(["balanced", "suspicious"]),
    evidence: z.string(),
    numbers: z.record(z.string(), z.number()),
  }),
});

const Notice = z.strictObject({
  severity: z.enum(["info", "warning", "page"]),
  text: z.string(),
  atMs: z.number(),
});

export const RecordDocument = z.strictObject({
  phase: Phase,
  release: Release.exactOptional(),
  alias: z.strictObject({ routing: RoutingDocument, revision: z.string(), seenAtMs: z.number() }),
  denied: z.array(
    z.strictObject({ digest: z.string(), version: z.string(), why: z.string(), atMs: z.number() }),
  ),
  chores: z.array(
    z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("notify"), notice: Notice }),
      z.strictObject({ kind: z.literal("flush-cache") }),
      z.strictObject({ kind: z.literal("retire"), version: z.string() }),
    ]),
  ),
  handledRequest: z.string().exactOptional(),
});
export type RecordDocument = z.infer<typeof RecordDocument>;

export const RequestDocument = z.strictObject({
  version: z.string(),
  digest: z.string(),
  plan: z.string(),
  start: z.enum(["manual", "automatic"]),
  by: z.string(),
  why: z.string(),
});
