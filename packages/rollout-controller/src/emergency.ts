import { describeRouting, type RolloutPorts } from "@switchyard/rollout";
import { type AliasStop, stopByAlias } from "./alias-stop.ts";
import type { WriteLog } from "./log.ts";

interface EmergencyDeps {
  readonly ports: RolloutPorts;
  readonly writeLog: WriteLog;
}

interface Emergency {
  /** For people: what happened. */
  readonly what: string;
  readonly isMeant: (version: string) => boolean;
}

/**
 * What is left to do when the record is of no help: traffic first, then people. Nothing that fails here keeps the rest
 * from being tried, and all of it is told.
 */
export async function handleEmergency(
  { ports, writeLog }: EmergencyDeps,
  { what, isMeant }: Emergency,
): Promise<string> {
  const stopped = await stopByAlias(ports.alias, isMeant).then(
    (stop) => explain(stop),
    (error: unknown) => `the alias cannot be moved (${String(error)}): give it one version by hand`,
  );
  const text = `${what}: ${stopped}`;
  const told = await Promise.allSettled([
    ports.notifier.notify({ severity: "page", text, atMs: ports.nowMs() }),
    ports.cache.flush(),
  ]);
  const failures = told.flatMap((each) => (each.status === "rejected" ? [String(each.reason)] : []));
  writeLog({ level: "warning", event: "emergency", text, failures });
  return text;
}

function explain(stop: AliasStop): string {
  switch (stop.kind) {
    case "returned":
      return `everyone is on version ${stop.to} again, and version ${stop.from} is out of service`;
    case "left":
      return `${describeRouting(stop.routing)}, and that is left as it is. If a bad version gets calls, move the alias by hand`;
    case "unfinished":
      return "others kept writing the alias: give it one version by hand";
  }
}
