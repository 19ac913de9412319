import { beginRollback } from "./apply.ts";
import { doChores } from "./chores.ts";
import { type Draft, move, notify, openDraft, order } from "./draft.ts";
import { explainRollback } from "./explain.ts";
import type { AliasReading, RolloutPorts, StoredRecord } from "./ports.ts";
import { accept } from "./reconcile.ts";
import { ATTEMPTS, commitDraft, openRecord } from "./record-access.ts";
import { describeRouting, everyoneOn, serves } from "./routing.ts";
import {
  type Actor,
  type Phase,
  progressOf,
  type Release,
  type ReleaseRecord,
  type RollbackCause,
} from "./state.ts";

export type RollbackReport =
  /** Everyone is on stable. `failures`: chores that the next tick repeats. */
  | { readonly kind: "rolled-back"; readonly failures: readonly string[] }
  | { readonly kind: "nothing-to-roll-back"; readonly state: string }
  /** Others kept writing, or the way back is gone: the state stays `rolling_back` and the next tick goes on. */
  | { readonly kind: "unfinished"; readonly why: string };

type RollingBack = Extract<Phase, { readonly state: "rolling_back" }>;

const CONTROLLER: Actor = { kind: "controller" };

/**
 * The hard stop: everyone back to stable, the digest refused, the response cache emptied, people told. It may be called
 * by anybody at any time, twice or while a tick runs.
 */
export async function rollBack(
  ports: RolloutPorts,
  cause: RollbackCause,
  by: Actor,
): Promise<RollbackReport> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const opened = await openRecord(ports);
    const { phase } = opened.record;
    if (phase.state === "rolling_back") return finishRollback(ports, opened);
    const standing = phase.state === "drifted" ? phase.was : phase;
    if (progressOf(standing) === undefined && standing.state !== "rolling_back") {
      return { kind: "nothing-to-roll-back", state: phase.state };
    }
    const draft = beginRollback(openDraft(opened.record), cause, by, ports.nowMs());
    const ordered = await commitOrStop(ports, draft, opened.revision);
    if (ordered !== undefined) return finishRollback(ports, ordered);
  }
  return { kind: "unfinished", why: "others kept changing the record" };
}

/** A store that cannot be written must not keep callers on a bad version: traffic first, then the error. */
export async function commitOrStop(
  ports: RolloutPorts,
  draft: Draft,
  basedOn: number,
): Promise<StoredRecord | undefined> {
  try {
    return await commitDraft(ports, draft, basedOn);
  } catch (error) {
    const { phase, release } = draft.record;
    if (phase.state === "rolling_back" && release !== undefined) await stop(ports, release);
    throw error;
  }
}

async function stop({ alias }: RolloutPorts, { candidate, stableVersion }: Release): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const found = await alias.read();
    if (!serves(found.routing, candidate.version)) return;
    const written = await alias.write(everyoneOn(stableVersion), found.revision);
    if (written.kind !== "stale") return;
  }
}

/** Carries out a rollback that is on record, however often it was begun before. */
export async function finishRollback(ports: RolloutPorts, opened: StoredRecord): Promise<RollbackReport> {
  const { phase, release } = opened.record;
  if (phase.state !== "rolling_back" || release === undefined) {
    return { kind: "nothing-to-roll-back", state: phase.state };
  }
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const found = await ports.alias.read();
    if (isSomebodyElses(found, opened.record, release)) return leaveAlone(ports, opened, phase, found);
    // Written even if it holds this already: a new revision defeats every older write that is still on its way.
    const written = await ports.alias.write(everyoneOn(release.stableVersion), found.revision);
    if (written.kind === "no-such-version") return block(ports, opened, phase, release);
    if (written.kind === "done") {
      const alias = { routing: everyoneOn(release.stableVersion), revision: written.revision };
      return record(ports, opened, alias, release, phase.cause);
    }
  }
  return { kind: "unfinished", why: "others kept writing the alias" };
}

/** The candidate is out of service and a third version is in it: that is another hand's work, not ours to undo. */
function isSomebodyElses(found: AliasReading, { alias }: ReleaseRecord, release: Release): boolean {
  return (
    found.revision !== alias.revision &&
    !serves(found.routing, release.candidate.version) &&
    !serves(found.routing, release.stableVersion)
  );
}

async function leaveAlone(
  ports: RolloutPorts,
  opened: StoredRecord,
  phase: RollingBack,
  found: AliasReading,
): Promise<RollbackReport> {
  const why = `somebody else moved the alias: ${describeRouting(found.routing)}`;
  const account = { by: CONTROLLER, atMs: ports.nowMs(), why };
  const drifted = move(
    openDraft(opened.record),
    { state: "drifted", was: phase, found: found.routing },
    account,
  );
  await finish(
    ports,
    opened,
    notify(drifted, "page", `${why}. The candidate is out of service.`, account.atMs),
  );
  return { kind: "unfinished", why };
}

/** Nobody is sent to a version that does not exist; so nothing can be done but call for help, once. */
async function block(
  ports: RolloutPorts,
  opened: StoredRecord,
  phase: RollingBack,
  release: Release,
): Promise<RollbackReport> {
  const why = `version ${release.stableVersion} does not exist any more, so there is no way back`;
  if (!phase.blocked) {
    const record = { ...opened.record, phase: { ...phase, blocked: true } };
    const text = `version ${release.candidate.version} must go, but ${why}`;
    await finish(ports, opened, notify(openDraft(record), "page", text, ports.nowMs()));
  }
  return { kind: "unfinished", why };
}

async function record(
  ports: RolloutPorts,
  opened: StoredRecord,
  alias: AliasReading,
  release: Release,
  cause: RollbackCause,
): Promise<RollbackReport> {
  const atMs = ports.nowMs();
  const why = explainRollback(cause);
  const evidence = release.verdicts;
  const accepted = openDraft(accept(opened.record, alias, atMs));
  const moved = move(accepted, { state: "rolled_back", cause }, { by: CONTROLLER, atMs, why, evidence });
  const { version } = release.candidate;
  const told = notify(moved, "warning", `version ${version} is rolled back: ${why}`, atMs);
  const ordered = order(told, { kind: "flush-cache" }, { kind: "retire", version });
  return { kind: "rolled-back", failures: await finish(ports, opened, ordered) };
}

/** Commits and does the chores at once. Beaten by another pass, it leaves both to the next one. */
async function finish(ports: RolloutPorts, opened: StoredRecord, draft: Draft): Promise<readonly string[]> {
  const committed = await commitDraft(ports, draft, opened.revision);
  if (committed === undefined) return ["the record was changed meanwhile; the next tick goes on"];
  const { left, failures } = await doChores(ports, committed.record);
  await commitDraft(ports, openDraft({ ...committed.record, chores: left }), committed.revision);
  return failures;
}
