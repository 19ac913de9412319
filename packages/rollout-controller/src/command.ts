import {
  type Command,
  type CommandReport,
  explainRecord,
  isFree,
  isPending,
  type NumberedEvent,
  type Plan,
  type Release,
  type ReleaseRecord,
  type ReleaseRequest,
  type RolloutPorts,
  type Routing,
  runCommand,
  type StateName,
} from "@switchyard/rollout";
import { parseCommandInput, type StartInput } from "./command-input.ts";
import { handleEmergency } from "./emergency.ts";
import { runTick, type TickDeps } from "./tick.ts";

export interface CommandDeps extends TickDeps {
  /** Hash of the code that runs in a version; undefined when there is no such version. */
  readonly digest: (version: string) => Promise<string | undefined>;
}

/** A release without what only the judge and the metrics' adapter read. */
export type ShownRelease = Omit<Release, "judge" | "recent" | "segments" | "cursor">;

export type CommandOutput =
  | { readonly kind: "accepted"; readonly state: StateName; readonly releaseId?: string }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "invalid"; readonly problems: readonly string[] }
  | {
      readonly kind: "status";
      readonly record: Omit<ReleaseRecord, "release"> & { readonly release?: ShownRelease };
      /** What a deployment asks for and nobody has started yet. */
      readonly request?: ReleaseRequest;
      readonly alias: { readonly routing: Routing };
      readonly explanation: string;
    }
  | { readonly kind: "history"; readonly events: readonly NumberedEvent[] };

/** A response of Lambda has 6 MB; an event with all its evidence has two or three KB. */
const MAX_EVENTS = 1_000;

/** Carries out what a person asks for, and acts on it at once. */
export async function answerCommand(deps: CommandDeps, value: unknown): Promise<CommandOutput> {
  const parsed = parseCommandInput(value, deps.plans.names);
  if (parsed.kind === "refused") return { kind: "invalid", problems: parsed.problems };
  const { input } = parsed;
  switch (input.verb) {
    case "status":
      return status(deps.ports);
    case "history":
      return {
        kind: "history",
        events: (await deps.ports.releases.history(input.from)).slice(0, MAX_EVENTS),
      };
    case "start": {
      const order = await startOrder(deps, input);
      return "kind" in order ? order : carryOut(deps, order);
    }
    case "approve":
    case "pause":
    case "resume":
    case "promote":
      return carryOut(deps, input);
    case "abort":
      return abort(deps, input);
  }
}

/** A record that cannot be read or written must not keep a person from taking the candidate out of service. */
async function abort(deps: CommandDeps, order: Command): Promise<CommandOutput> {
  try {
    return await carryOut(deps, order);
  } catch (error) {
    const what = `${order.by} aborts, and that cannot be recorded (${String(error)})`;
    return refuse(await handleEmergency(deps, { what, isMeant: () => true }));
  }
}

async function carryOut(deps: CommandDeps, order: Command): Promise<CommandOutput> {
  const report = await runCommand(deps.ports, order);
  deps.writeLog({ level: "info", event: "command", verb: order.verb, by: order.by, why: order.why, report });
  return report.kind === "refused" ? report : actAtOnce(deps, report);
}

/** The command is on record: that the pass after it failed makes it no less accepted, and the next minute has another. */
async function actAtOnce(
  deps: CommandDeps,
  accepted: Extract<CommandReport, { kind: "accepted" }>,
): Promise<CommandOutput> {
  const state = await runTick(deps).then(
    (report) => report.state,
    (error: unknown) => {
      deps.writeLog({ level: "warning", event: "tick", failures: [String(error)] });
      return accepted.state;
    },
  );
  const stored = await deps.ports.releases.load();
  const release = stored?.record.release;
  return { kind: "accepted", state, ...(release === undefined ? {} : { releaseId: release.id }) };
}

/** Fills in what the person left to the deployment, and what only AWS knows. */
async function startOrder(
  { ports, plans, digest }: CommandDeps,
  input: StartInput,
): Promise<Extract<Command, { verb: "start" }> | { readonly kind: "refused"; readonly reason: string }> {
  // Who says what to release how must not be held up by a request that cannot be read.
  const isAsked = input.version === undefined || input.plan.kind === "requested";
  const request = isAsked ? await pendingRequest(ports) : undefined;
  const version = input.version ?? request?.version;
  if (version === undefined) return refuse(await nothingToStart(ports, input));
  const plan = choosePlan(input, version === request?.version ? request : undefined, plans.named);
  if (plan === undefined) return refuse(`name a plan for version ${version}: ${plans.names.join(", ")}`);
  const running = await digest(version);
  if (running === undefined) return refuse(`version ${version} does not exist`);
  const { routing } = await ports.alias.read();
  return {
    verb: "start",
    by: input.by,
    why: input.why,
    candidate: { version, digest: running },
    plan: await plans.freeze(plan, routing.primary),
    hotfix: input.hotfix,
    force: input.force,
  };
}

/** Whoever must name a version would be refused all the same while something else holds the alias. */
async function nothingToStart(ports: RolloutPorts, { plan }: StartInput): Promise<string> {
  const { phase, release } = (await readRecord(ports)).record;
  if (release !== undefined && !isFree(phase)) {
    return `the ${release.plan.kind} of version ${release.candidate.version} holds the alias (${phase.state})`;
  }
  const missing = plan.kind === "requested" ? "a version and a plan" : "a version";
  return `no deployment asks for a release: name ${missing}`;
}

function choosePlan(
  { plan }: StartInput,
  request: ReleaseRequest | undefined,
  named: (name: string) => Plan | undefined,
): Plan | undefined {
  switch (plan.kind) {
    case "own":
      return plan.plan;
    case "named":
      return named(plan.name);
    case "requested":
      return request === undefined ? undefined : named(request.plan);
  }
}

function refuse(reason: string): { readonly kind: "refused"; readonly reason: string } {
  return { kind: "refused", reason };
}

async function pendingRequest(ports: RolloutPorts): Promise<ReleaseRequest | undefined> {
  const [request, { record }] = await Promise.all([ports.requests.pending(), readRecord(ports)]);
  return request !== undefined && isPending(record, request) ? request : undefined;
}

/** What is on record, and what the alias holds. Before the first commit, the record is what the alias says. */
async function readRecord(
  ports: RolloutPorts,
): Promise<{ readonly record: ReleaseRecord; readonly routing: Routing }> {
  const [stored, found] = await Promise.all([ports.releases.load(), ports.alias.read()]);
  const record: ReleaseRecord = stored?.record ?? {
    phase: { state: "idle" },
    alias: { ...found, seenAtMs: ports.nowMs() },
    denied: [],
    chores: [],
  };
  return { record, routing: found.routing };
}

async function status(ports: RolloutPorts): Promise<CommandOutput> {
  const { record, routing } = await readRecord(ports);
  const { request, note } = await requestOf(ports, record);
  const { release, ...rest } = record;
  return {
    kind: "status",
    record: release === undefined ? rest : { ...rest, release: shown(release) },
    ...(request === undefined ? {} : { request }),
    alias: { routing },
    explanation: `${explainRecord(record, ports.nowMs())}${note}`,
  };
}

/** A request that cannot be read must not hide where the release stands. */
async function requestOf(
  ports: RolloutPorts,
  record: ReleaseRecord,
): Promise<{ readonly request?: ReleaseRequest; readonly note: string }> {
  try {
    const request = await pendingRequest(ports);
    return request === undefined ? { note: "" } : { request, note: waiting(request, record) };
  } catch (error) {
    return { note: ` What the last deployment asks for cannot be read: ${String(error)}` };
  }
}

function waiting({ version, digest, plan, start }: ReleaseRequest, { denied }: ReleaseRecord): string {
  if (denied.some((entry) => entry.digest === digest)) {
    return ` Version ${version} has code that was rolled back, and is refused unless it is forced.`;
  }
  return start === "manual"
    ? ` Version ${version} waits for a person to start it (plan ${plan}).`
    : ` Version ${version} is to start as soon as the alias is free (plan ${plan}).`;
}

function shown(release: Release): ShownRelease {
  const { judge: _judge, recent: _recent, segments: _segments, cursor: _cursor, ...told } = release;
  return told;
}
