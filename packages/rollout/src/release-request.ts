import { type PlanProblem, PlanReader } from "./plan-reader.ts";

/** What a deployment leaves behind: a version that is published and not yet in service. Its version is its id. */
export interface ReleaseRequest {
  readonly version: string;
  /** Of the code in it. */
  readonly digest: string;
  /** Name of a plan that the controller knows. */
  readonly plan: string;
  /** `automatic` begins as soon as the alias is free; `manual` waits for a person. */
  readonly start: "manual" | "automatic";
  readonly by: string;
  readonly why: string;
}

export type ParsedRequest =
  | { readonly kind: "parsed"; readonly request: ReleaseRequest }
  | { readonly kind: "refused"; readonly problems: readonly PlanProblem[] };

/** Reads a request strictly: unknown keys are problems, and all problems are reported at once. */
export function parseReleaseRequest(input: unknown): ParsedRequest {
  const reader = new PlanReader();
  const members = reader.object("", input ?? null, {
    required: ["version", "digest", "plan", "start", "by", "why"],
  });
  const text = (key: string) => reader.text(key, members.get(key));
  const version = text("version");
  if (version !== "" && !isPublishedVersion(version)) {
    reader.report("version", `expected the number of a published version, found ${JSON.stringify(version)}`);
  }
  const request: ReleaseRequest = {
    version,
    digest: text("digest"),
    plan: text("plan"),
    start: reader.choice("start", members.get("start"), ["manual", "automatic"]) ?? "manual",
    by: text("by"),
    why: text("why"),
  };
  return reader.problems.length === 0
    ? { kind: "parsed", request }
    : { kind: "refused", problems: reader.problems };
}

/** Published versions are numbered from 1; `$LATEST` is none. */
export function isPublishedVersion(version: string): boolean {
  return /^[1-9]\d*$/.test(version);
}
