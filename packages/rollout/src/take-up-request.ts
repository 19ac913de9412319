import { type Draft, notify, openDraft, remark } from "./draft.ts";
import type { RolloutPlan } from "./plan.ts";
import type { RolloutPorts, StoredRecord } from "./ports.ts";
import { reconcile } from "./reconcile.ts";
import { ATTEMPTS, commitDraft, openRecord } from "./record-access.ts";
import type { ReleaseRequest } from "./release-request.ts";
import { isFree, type StartCommand, startRelease } from "./start.ts";
import type { Actor, ReleaseRecord } from "./state.ts";

/** The plan of this name, made ready for a release that begins now; undefined when there is none. */
export type PlanNamed = (name: string) => RolloutPlan | undefined | Promise<RolloutPlan | undefined>;

export type RequestReport =
  | { readonly kind: "none" }
  /** It was taken up or refused before, or its version was brought into service by a person. */
  | { readonly kind: "handled" }
  | { readonly kind: "waits"; readonly why: string }
  | { readonly kind: "started"; readonly releaseId: string }
  /** Recorded, and told to people; once. */
  | { readonly kind: "refused"; readonly reason: string };

const CONTROLLER: Actor = { kind: "controller" };

/** Whether the request still asks for something. */
export function isPending(
  { handledRequest, alias, release }: ReleaseRecord,
  request: ReleaseRequest,
): boolean {
  const { version } = request;
  const isReleased = release?.plan.kind === "rollout" && release.candidate.version === version;
  return handledRequest !== version && alias.routing.primary !== version && !isReleased;
}

/** Begins what a deployment asks for, once: by itself when the request says so and nothing else holds the alias. */
export async function takeUpRequest(ports: RolloutPorts, planNamed: PlanNamed): Promise<RequestReport> {
  const request = await ports.requests.pending();
  if (request === undefined) return { kind: "none" };
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const opened = await openRecord(ports);
    const considered = await consider(ports, opened, request, planNamed);
    if (considered.draft === undefined) return considered.report;
    if ((await commitDraft(ports, considered.draft, opened.revision)) !== undefined) return considered.report;
  }
  return { kind: "waits", why: "others kept changing the record" };
}

interface Considered {
  readonly report: RequestReport;
  /** What is to be recorded, if anything is. */
  readonly draft?: Draft;
}

async function consider(
  ports: RolloutPorts,
  { record }: StoredRecord,
  request: ReleaseRequest,
  planNamed: PlanNamed,
): Promise<Considered> {
  if (record.handledRequest === request.version) return { report: { kind: "handled" } };
  if (!isPending(record, request)) {
    return { report: { kind: "handled" }, draft: handled(openDraft(record), request) };
  }
  if (request.start === "manual") return wait("a person must start it");

  const nowMs = ports.nowMs();
  const draft = reconcile(record, await ports.alias.read(), nowMs);
  const { phase, alias } = draft.record;
  if (!isFree(phase)) return wait(`the alias is not free: ${phase.state}`);
  if (alias.routing.additional !== undefined) return wait("the alias splits its traffic");
  // A table that was restored, or a deployment that was repeated, must not take a newer version out of service.
  if (Number(request.version) < Number(alias.routing.primary)) {
    return refuse(draft, request, `version ${alias.routing.primary} in service is newer`, nowMs);
  }
  const plan = await planNamed(request.plan);
  if (plan === undefined) return refuse(draft, request, `there is no plan named ${request.plan}`, nowMs);

  const { version, digest, by, why } = request;
  const order: StartCommand = {
    verb: "start",
    by,
    why,
    candidate: { version, digest },
    plan,
    hotfix: false,
    force: false,
  };
  const outcome = startRelease(draft, order, { kind: "deployment", by }, ports.judgeFor, nowMs);
  if (outcome.kind === "refused") return refuse(draft, request, outcome.reason, nowMs);
  const releaseId = outcome.draft.record.release?.id ?? version;
  return { report: { kind: "started", releaseId }, draft: handled(outcome.draft, request) };
}

function wait(why: string): Considered {
  return { report: { kind: "waits", why } };
}

function refuse(draft: Draft, request: ReleaseRequest, reason: string, nowMs: number): Considered {
  const why = `the request of ${request.by} to release version ${request.version} is refused: ${reason}`;
  const told = notify(remark(draft, { by: CONTROLLER, atMs: nowMs, why }), "warning", why, nowMs);
  return { report: { kind: "refused", reason }, draft: handled(told, request) };
}

function handled(draft: Draft, { version }: ReleaseRequest): Draft {
  return { ...draft, record: { ...draft.record, handledRequest: version } };
}
