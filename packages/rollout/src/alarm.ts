import { apply } from "./apply.ts";
import { openDraft, remark } from "./draft.ts";
import { absorb } from "./evidence.ts";
import { illness } from "./illness.ts";
import type { RolloutPorts } from "./ports.ts";
import { ATTEMPTS, commitDraft, openRecord } from "./record-access.ts";
import { type RollbackReport, rollBack } from "./rollback.ts";
import { type Actor, progressOf, type Release, type ReleaseRecord } from "./state.ts";

export type AlarmReport =
  | RollbackReport
  /** Stable is as ill as the candidate: people are called, and the candidate is not blamed. */
  | { readonly kind: "incident" };

/**
 * The hard stop that an alarm pulls, without waiting for a tick. It asks one question first: does stable look ill, too?
 * Where that is not known the answer is no, because an alarm that waits for evidence is none. In the first minutes of an
 * outage that both share stable only leans; that is enough, because what is the candidate's doing the judge sees.
 */
export async function onAlarm(ports: RolloutPorts, alarm: string): Promise<AlarmReport> {
  const by: Actor = { kind: "alarm", name: alarm };
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const opened = await openRecord(ports);
    if (!(await isStableToo(ports, opened.record))) return rollBack(ports, { kind: "alarm", alarm }, by);
    if (opened.record.phase.state === "incident") return { kind: "incident" };
    const atMs = ports.nowMs();
    const why = `the alarm ${alarm} went off, and stable looks ill, too`;
    const told = remark(openDraft(opened.record), { by, atMs, why });
    const committed = await commitDraft(ports, apply(told, { kind: "incident" }, atMs), opened.revision);
    if (committed !== undefined) return { kind: "incident" };
  }
  return { kind: "unfinished", why: "others kept changing the record" };
}

/** What is observed here is not kept: the next tick reads it again and counts it. */
async function isStableToo(ports: RolloutPorts, { phase, release }: ReleaseRecord): Promise<boolean> {
  const progress = progressOf(phase);
  if (progress?.state !== "stepping" || progress.weight >= 100) return false;
  if (release === undefined || release.hotfix) return false;
  const observed = await observeQuietly(ports, release);
  const isHarmful = observed.verdicts.some(({ kind }) => kind === "harmful");
  return !isHarmful && illness(observed.recent, release.plan).stable !== "well";
}

/** Metrics that cannot be read must not stop the way back. */
async function observeQuietly(ports: RolloutPorts, release: Release): Promise<Release> {
  const { guardrails } = release.plan;
  try {
    const seen = await ports.observations.since({
      stable: release.stableVersion,
      candidate: release.candidate.version,
      fromMs: release.startedAtMs,
      cursor: release.cursor,
      guardrails,
    });
    return absorb(release, seen, ports.judgeFor(guardrails));
  } catch {
    return release;
  }
}
