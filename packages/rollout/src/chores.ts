import type { RolloutPorts } from "./ports.ts";
import { serves } from "./routing.ts";
import { type Chore, progressOf, type ReleaseRecord } from "./state.ts";

/** Does what is to be done and gives back what could not be: the next pass tries again. One failure stops no other. */
export async function doChores(
  ports: RolloutPorts,
  record: ReleaseRecord,
): Promise<{ readonly left: readonly Chore[]; readonly failures: readonly string[] }> {
  const results = await Promise.allSettled(record.chores.map((chore) => doChore(ports, record, chore)));
  return {
    left: record.chores.filter((_, index) => !isDone(results[index])),
    failures: results.flatMap((result) => (result.status === "rejected" ? [String(result.reason)] : [])),
  };
}

function isDone(result: PromiseSettledResult<"done" | "postponed"> | undefined): boolean {
  return result?.status === "fulfilled" && result.value === "done";
}

async function doChore(
  ports: RolloutPorts,
  record: ReleaseRecord,
  chore: Chore,
): Promise<"done" | "postponed"> {
  switch (chore.kind) {
    case "notify":
      await ports.notifier.notify(chore.notice);
      return "done";
    case "flush-cache":
      await ports.cache.flush();
      return "done";
    case "retire":
      if (isNeeded(record, chore.version)) return "postponed";
      await ports.versions.retire(chore.version);
      return "done";
  }
}

/** A version may come back, or a restored table order what was true yesterday: what serves callers stays warm. */
function isNeeded({ phase, alias, release }: ReleaseRecord, version: string): boolean {
  const standing = phase.state === "drifted" ? phase.was : phase;
  const isUnderWay = progressOf(standing) !== undefined;
  return (
    serves(alias.routing, version) ||
    (phase.state === "drifted" && serves(phase.found, version)) ||
    (isUnderWay && (version === release?.candidate.version || version === release?.stableVersion))
  );
}
