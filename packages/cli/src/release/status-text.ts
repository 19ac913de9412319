import { describeRouting, GUARDRAILS, type Plan } from "@switchyard/rollout";
import { progressIn, type RecordDocument } from "./record.ts";
import type { StatusReply } from "./reply.ts";
import { age, clockTime } from "./times.ts";

/** A line of the status: what it is about, and what is so. */
export type Row = readonly [name: string, text: string];

/** Where a release stands, for people. Ages are as of the controller's last pass. */
export function statusRows(status: StatusReply): readonly Row[] {
  const { record, request, alias, explanation } = status;
  const { phase, release } = record;
  return [
    ["state", phase.state],
    ["traffic", describeRouting(alias.routing)],
    ["now", explanation],
    ...(release === undefined || phase.state === "idle" ? [] : releaseRows(record, release)),
    ...(request === undefined
      ? []
      : [
          [
            "pending",
            `version ${request.version} by plan ${request.plan}, ${request.start} start, by ${request.by}: ${request.why}`,
          ] as const,
        ]),
    ...record.denied.map(
      ({ version, digest, why, atMs }): Row => [
        "refused",
        `version ${version} (${shortDigest(digest)}), rolled back ${clockTime(atMs)}: ${why}`,
      ],
    ),
  ];
}

type ToldRelease = NonNullable<RecordDocument["release"]>;

function releaseRows({ phase, alias }: RecordDocument, release: ToldRelease): readonly Row[] {
  const { candidate, stableVersion, plan, hotfix, startedAtMs, verdicts, sampleRatio } = release;
  const progress = progressIn(phase);
  return [
    [
      "release",
      `${plan.kind} ${plan.name} of version ${candidate.version} (${shortDigest(candidate.digest)}) against version ${stableVersion}` +
        `${hotfix ? ", as a hotfix" : ""}, since ${clockTime(startedAtMs)}`,
    ],
    ...(progress === undefined
      ? []
      : [["step", `${stepText(progress, plan)}, for ${age(alias.seenAtMs - progress.sinceMs)}`] as const]),
    ...(progress === undefined || progress.state === "validating"
      ? []
      : [["requests", countedText(progress.requests, plan)] as const]),
    ...verdicts.map(({ guardrail, kind, evidence }): Row => [guardrail, `${kind}: ${evidence}`]),
    ...(sampleRatio.kind === "suspicious" ? [["split", sampleRatio.evidence] as const] : []),
  ];
}

type Progress = NonNullable<ReturnType<typeof progressIn>>;

function stepText(progress: Progress, plan: Plan): string {
  switch (progress.state) {
    case "validating":
      return `smoke queries ${progress.smokePassed ? "passed" : "not asked yet"}, no traffic`;
    case "stepping":
      return plan.kind === "experiment"
        ? `${progress.weight} % of ${age(plan.minutes * 60_000)}`
        : `${progress.step + 1} of ${plan.steps.length} at ${progress.weight} %, ` +
            `at least ${plan.steps[progress.step]?.minimumMinutes ?? 0} min and ` +
            `${plan.steps[progress.step]?.minimumRequests ?? 0} requests`;
    case "baking":
      return plan.kind === "experiment"
        ? "everyone on the candidate"
        : `bake at 100 %, at least ${plan.bake.minutes} min and ${plan.bake.minimumRequests} requests`;
  }
}

/** A guardrail that counted nothing is named: it is what holds the release. */
function countedText(requests: Readonly<Record<string, number | undefined>>, plan: Plan): string {
  return GUARDRAILS.filter((name) => plan.guardrails[name] !== undefined)
    .map((name) => `${name} ${requests[name] ?? 0}`)
    .join(", ");
}

/** Enough of a digest to tell two apart. */
export function shortDigest(digest: string): string {
  return digest.replace(/^(sha256:)?(.{12}).*$/, "$2");
}
