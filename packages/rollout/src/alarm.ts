import { apply } from "./apply.ts";
import { openDraft } from "./draft.ts";
import { absorb } from "./evidence.ts";
import { illness } from "./illness.ts";
import type { RolloutPorts } from "./ports.ts";
import { commitDraft, openRecord } from "./record-access.ts";
import { type RollbackReport, rollBack } from "./rollback.ts";
import type { Release, ReleaseRecord } from "./state.ts";

export type AlarmReport =
  | RollbackReport
  /** Stable is as ill as the candidate: people are called, and the candidate is not blamed. */
  | { readonly kind: "incident" };

/**
 * The hard stop that an alarm pulls, without waiting for a tick. It asks one question first: is stable ill too? Where
 * that is not known, the answer is no, because an alarm that waits for evidence is none.
 */
export async function onAlarm(ports: RolloutPorts, alarm: string): Promise<AlarmReport> {
  const opened = await openRecord(ports);
  if (!(await isStableToo(ports, opened.record))) {
    return rollBack(ports, { kind: "alarm", alarm }, { kind: "alarm", name: alarm });
  }
  if (opened.record.phase.state === "stepping") {
    const draft = apply(openDraft(opened.record), { kind: "incident" }, ports.nowMs());
    await commitDraft(ports, draft, opened.revision);
  }
  return { kind: "incident" };
}

/** What is observed here is not kept: the next tick reads it again and counts it. */
async function isStableToo(ports: RolloutPorts, { phase, release }: ReleaseRecord): Promise<boolean> {
  const isCompared = phase.state === "stepping" || phase.state === "incident" || phase.state === "paused";
  if (!isCompared || release === undefined || release.hotfix) return false;
  const observed = await observeQuietly(ports, release);
  const isHarmful = observed.verdicts.some(({ kind }) => kind === "harmful");
  return !isHarmful && illness(observed.recent, release.plan).stable === "ill";
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
