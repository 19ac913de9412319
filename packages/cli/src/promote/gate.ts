import type { StatusReply } from "../release/reply.ts";

/** What is known of the stage whose image is to be promoted. */
export interface SourceStage {
  readonly name: string;
  readonly status: StatusReply;
  /** When the last release was completed, by the audit trail. */
  readonly completedAtMs: number | undefined;
  /** Alarms of the stage that are going off. Undefined where they could not be read. */
  readonly ringingAlarms: readonly string[] | undefined;
}

/** What is known of the stage to which it is to be promoted. */
export interface TargetStage {
  readonly name: string;
  /** Undefined before the first deployment. */
  readonly status: StatusReply | undefined;
  /** How long ago the release in the stage before must have been completed; undefined = at any time. */
  readonly minutesInService: number | undefined;
}

export interface GateQuestion {
  readonly source: SourceStage;
  readonly target: TargetStage;
  /** Promote this digest and no other. */
  readonly digest: string | undefined;
  readonly nowMs: number;
}

export type GateVerdict =
  /** The image may be promoted. */
  | { readonly kind: "open"; readonly digest: string }
  /** Its release is under way there: nothing is left but to wait for the verdict. */
  | { readonly kind: "under-way"; readonly digest: string }
  /** It is in service there. */
  | { readonly kind: "arrived"; readonly digest: string }
  /** Why not: all of it, not only the first. */
  | { readonly kind: "closed"; readonly reasons: readonly string[] };

/**
 * Whether an image may go on to the next stage. Only what a completed release put into service may, after long enough
 * without an alarm; what cannot be known counts against it.
 */
export function judgeGate(question: GateQuestion): GateVerdict {
  const { source, target } = question;
  const found = digestInService(source);
  if (found.kind === "none") return { kind: "closed", reasons: [found.why] };
  const { digest } = found;
  const reasons = [...wrongDigest(question, digest), ...deniedIn(source.name, source.status, digest)];
  if (target.status !== undefined) {
    const { status } = target;
    reasons.push(...deniedIn(target.name, status, digest));
    const there = placeOf(status, digest);
    if (there === "busy") {
      reasons.push(`${target.name} is busy with another release: ${status.explanation}`);
    } else if (there !== "absent" && reasons.length === 0) return { kind: there, digest };
  }
  reasons.push(...tooYoung(question), ...ringing(source));
  return reasons.length === 0 ? { kind: "open", digest } : { kind: "closed", reasons };
}

type Found =
  | { readonly kind: "digest"; readonly digest: string }
  | { readonly kind: "none"; readonly why: string };

/** The digest that has all of a stage's requests because a release put it there. */
function digestInService({ name, status }: SourceStage): Found {
  const { record, alias, explanation } = status;
  const { release } = record;
  const none = (why: string): Found => ({ kind: "none", why: `${name}: ${why}` });
  if (record.phase.state !== "completed") {
    return none(
      record.phase.state === "idle"
        ? "expected a completed release, found none: its version came with the stage and was compared with nothing"
        : `expected a completed release, found the state ${record.phase.state}: ${explanation}`,
    );
  }
  const { primary, additional } = alias.routing;
  if (additional !== undefined || release === undefined || release.candidate.version !== primary) {
    return none("expected the version of the last release to have all requests, found the alias elsewhere");
  }
  return { kind: "digest", digest: asDigest(release.candidate.digest) };
}

/** The controller knows Lambda's `CodeSha256`, which is the image's digest without its algorithm. */
export function asDigest(codeSha256: string): string {
  return codeSha256.startsWith("sha256:") ? codeSha256 : `sha256:${codeSha256}`;
}

function wrongDigest({ source, digest }: GateQuestion, inService: string): readonly string[] {
  if (digest === undefined || digest === inService) return [];
  return [`${source.name}: expected ${digest} in service, found ${inService}`];
}

function deniedIn(stage: string, { record }: StatusReply, digest: string): readonly string[] {
  const denied = record.denied.find((entry) => asDigest(entry.digest) === digest);
  return denied === undefined
    ? []
    : [`${stage}: ${digest} was rolled back there as version ${denied.version}: ${denied.why}`];
}

/** Where a digest stands in a stage; `busy` when another release holds the alias. */
export function placeOf(
  { record, request }: StatusReply,
  digest: string,
): "under-way" | "arrived" | "absent" | "busy" {
  const isOurs = record.release !== undefined && asDigest(record.release.candidate.digest) === digest;
  const isAskedFor =
    request !== undefined && asDigest(request.digest) === digest && request.start === "automatic";
  switch (record.phase.state) {
    case "idle":
    case "rolled_back":
      return isAskedFor ? "under-way" : "absent";
    case "completed":
      if (isOurs) return "arrived";
      return isAskedFor ? "under-way" : "absent";
    case "validating":
    case "stepping":
    case "baking":
    case "paused":
    case "incident":
      return isOurs ? "under-way" : "busy";
    case "rolling_back":
    case "drifted":
      return "busy";
  }
}

function tooYoung({ source, target, nowMs }: GateQuestion): readonly string[] {
  const { name, completedAtMs } = source;
  const { minutesInService } = target;
  if (minutesInService === undefined) return [];
  if (completedAtMs === undefined)
    return [`${name}: expected its history to say when the release was completed`];
  const minutes = Math.floor((nowMs - completedAtMs) / 60_000);
  if (minutes >= minutesInService) return [];
  return [
    `${name}: expected the image to be in service for ${minutesInService} minutes, found ${minutes} minutes`,
  ];
}

function ringing({ name, ringingAlarms }: SourceStage): readonly string[] {
  if (ringingAlarms === undefined) return [`${name}: its alarms could not be read`];
  return ringingAlarms.map((alarm) => `${name}: the alarm ${alarm} is going off`);
}
