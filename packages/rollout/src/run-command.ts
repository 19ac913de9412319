import { type Command, command } from "./commands.ts";
import type { Draft } from "./draft.ts";
import type { RolloutPorts } from "./ports.ts";
import { accept, reconcile } from "./reconcile.ts";
import { ATTEMPTS, commitDraft, openRecord } from "./record-access.ts";
import { commitOrStop } from "./rollback.ts";
import type { StateName } from "./state.ts";

export type CommandReport =
  /** On record. The next tick acts on it; run one at once where it should not wait. */
  | { readonly kind: "accepted"; readonly state: StateName }
  | { readonly kind: "refused"; readonly reason: string };

/** Carries a person's command out against the newest record: of two starts at once, one is refused. */
export async function runCommand(ports: RolloutPorts, order: Command): Promise<CommandReport> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const opened = await openRecord(ports);
    const found = await ports.alias.read();
    const nowMs = ports.nowMs();
    const reconciled = reconcile(opened.record, found, nowMs);
    // Whoever speaks after a drift has the alias as it is now before their eyes.
    const draft: Draft =
      reconciled.record.phase.state === "drifted"
        ? { ...reconciled, record: accept(reconciled.record, found, nowMs) }
        : reconciled;
    const isNewlyDrifted = draft.record.phase.state === "drifted" && opened.record.phase.state !== "drifted";
    if (isNewlyDrifted) {
      await commitDraft(ports, reconciled, opened.revision);
      return { kind: "refused", reason: "the alias was moved by somebody else: resume or abort first" };
    }
    const outcome = command(draft, order, ports.judgeFor, nowMs);
    if (outcome.kind === "refused") return outcome;
    const committed = await commitOrStop(ports, outcome.draft, opened.revision);
    if (committed !== undefined) return { kind: "accepted", state: committed.record.phase.state };
  }
  return { kind: "refused", reason: "others kept changing the record; try again" };
}
