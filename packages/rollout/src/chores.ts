import type { RolloutPorts } from "./ports.ts";
import type { Chore } from "./state.ts";

/** Does what is to be done and gives back what could not be: the next pass tries again. One failure stops no other. */
export async function doChores(
  ports: RolloutPorts,
  chores: readonly Chore[],
): Promise<{ readonly left: readonly Chore[]; readonly failures: readonly string[] }> {
  const results = await Promise.allSettled(chores.map((chore) => doChore(ports, chore)));
  return {
    left: chores.filter((_, index) => results[index]?.status === "rejected"),
    failures: results.flatMap((result) => (result.status === "rejected" ? [String(result.reason)] : [])),
  };
}

async function doChore(ports: RolloutPorts, chore: Chore): Promise<void> {
  switch (chore.kind) {
    case "notify":
      return ports.notifier.notify(chore.notice);
    case "flush-cache":
      return ports.cache.flush();
    case "retire":
      return ports.versions.retire(chore.version);
  }
}
