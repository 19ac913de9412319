import { randomUUID } from "node:crypto";
import { messageOf } from "../errors.ts";
import type { Clock } from "../ports.ts";
import type { Environments } from "./environments.ts";
import { functionArn } from "./function-names.ts";
import type { FunctionStore } from "./function-store.ts";
import { createPlatformLines, failedInitLine } from "./platform-lines.ts";
import { versionsProvided } from "./provisioned-configs.ts";
import type { FunctionRecord, FunctionVersion } from "./records.ts";
import type { Environment, SandboxPool } from "./sandbox-pool.ts";
import type { StartGate } from "./start-gate.ts";

/** How far the environments are that a version is to have ready. */
export interface ProvisionedState {
  readonly status: "IN_PROGRESS" | "READY" | "FAILED";
  readonly reason: string | undefined;
  /** Environments that are there, idle or busy. */
  readonly allocated: number;
}

/** Environments that are started ahead of their invocations, and kept. */
export interface ProvisionedEnvironments {
  /** Begins, with all functions: from now on what runs follows what functions ask for. */
  readonly start: () => void;
  /** Brings what runs in line with what a function asks for. */
  readonly sync: (functionName: string) => void;
  /** Tries again to start what has failed before. */
  readonly retry: (functionName: string, version?: string) => void;
  readonly stateOf: (functionName: string, version: string) => ProvisionedState | undefined;
  /** Starts no more, and ends what has not started yet; the pool stops what runs. */
  readonly close: () => Promise<void>;
}

export interface ProvisionedDeps {
  readonly store: FunctionStore;
  readonly pool: SandboxPool;
  readonly clock: Clock;
  readonly environments: Environments;
  readonly starts: StartGate;
  /** Of the clock. */
  readonly speed: number;
  readonly onWarning: (message: string) => void;
}

/** The environments of one version. Changed in place: they come and go by themselves. */
interface Group {
  wanted: number;
  starting: number;
  /** What takes each of those that are there out of the pool. */
  readonly running: Set<() => void>;
  wasReady: boolean;
  failure: string | undefined;
}

/** Real time between the end of an environment and the start of another one in its place. */
const RESTART_PAUSE_MS = 500;

interface Booted {
  readonly environment: Environment;
  /** Resolves when the process ends while it has nothing to do. */
  readonly exited: Promise<void>;
}

/** AWS gives the initialisation more time when nobody waits for it. */
const INIT_LIMIT_MS = 130_000;
/** Between the start of a successor and the end of its predecessor, in real time: so long may a start take. */
const OVERLAP_MS = 10_000;

export function createProvisionedEnvironments(deps: ProvisionedDeps): ProvisionedEnvironments {
  const { store, pool, clock } = deps;
  const groups = new Map<string, Group>();
  /** Environments that are not ready yet, and the work on them. */
  const opened = new Set<Environment>();
  const underWay = new Set<Promise<void>>();
  let active = false;

  const keyOf = (functionName: string, version: string): string => `${functionName}:${version}`;

  function sync(functionName: string): void {
    if (!active) return;
    const record = store.find(functionName);
    const wanted = record === undefined ? new Map<string, number>() : versionsProvided(record);
    for (const [key, group] of groups) {
      if (!key.startsWith(keyOf(functionName, ""))) continue;
      const version = key.slice(functionName.length + 1);
      if (wanted.has(version)) continue;
      groups.delete(key);
      group.wanted = 0;
      for (const withdraw of group.running) withdraw();
    }
    for (const [number, count] of wanted) {
      const version = record?.versions.find((each) => each.version === number);
      if (record !== undefined && version !== undefined) fill(record, version, count);
    }
  }

  /** One that ends as soon as it is ready must not be started again and again without a pause. */
  function syncSoon(functionName: string): void {
    if (active) clock.timer(RESTART_PAUSE_MS * deps.speed, () => sync(functionName));
  }

  function fill(record: FunctionRecord, version: FunctionVersion, count: number): void {
    const key = keyOf(record.name, version.version);
    const group = groups.get(key) ?? newGroup();
    groups.set(key, group);
    if (group.wanted !== count) {
      group.wanted = count;
      group.wasReady = false;
      group.failure = undefined;
    }
    for (const withdraw of [...group.running].slice(count)) withdraw();
    if (group.failure !== undefined) return;
    for (let missing = count - group.running.size - group.starting; missing > 0; missing -= 1) {
      startOne(record, version, group);
    }
  }

  function startOne(
    record: FunctionRecord,
    version: FunctionVersion,
    group: Group,
    onReady?: () => void,
  ): void {
    group.starting += 1;
    const work = bootAhead(record, version).then(
      (booted) => {
        group.starting -= 1;
        const isWanted = active && groups.get(keyOf(record.name, version.version)) === group;
        if (!isWanted || !booted.environment.sandbox.isReady()) {
          void booted.environment.sandbox.stop();
          return syncSoon(record.name);
        }
        takeIn(record, version, group, booted);
        onReady?.();
      },
      (error: unknown) => {
        group.starting -= 1;
        if (!active) return;
        group.failure = "FUNCTION_ERROR_INIT_FAILURE";
        deps.onWarning(
          `An environment of ${record.name}:${version.version} could not be started ahead: ${messageOf(error)}`,
        );
      },
    );
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  }

  function takeIn(
    record: FunctionRecord,
    version: FunctionVersion,
    group: Group,
    { environment, exited }: Booted,
  ): void {
    const request = deps.environments.requestFor(record, version, "provisioned-concurrency");
    let cancelSuccession: () => void = () => undefined;
    const { functionName, version: number, key } = request;
    const withdraw = (): void => {
      group.running.delete(withdraw);
      takeOut();
    };
    const takeOut = pool.provide({
      functionName,
      version: number,
      key,
      environment,
      onGone: () => {
        cancelSuccession();
        group.running.delete(withdraw);
        syncSoon(record.name);
      },
    });
    void exited.then(withdraw);
    group.running.add(withdraw);
    if (group.running.size >= group.wanted) group.wasReady = true;
    const usableForMs = request.usableForMs(environment);
    if (!Number.isFinite(usableForMs) || usableForMs <= 0) return;
    // Those that live very short are not followed at once, or they would never cease to start.
    const startInMs = Math.max(usableForMs - OVERLAP_MS * deps.speed, usableForMs / 2);
    cancelSuccession = clock.timer(startInMs, () => {
      if (active && group.wanted > 0) startOne(record, version, group, withdraw);
    });
  }

  /** Starts an environment and waits until it is initialised. Throws when it cannot be. */
  async function bootAhead(record: FunctionRecord, version: FunctionVersion): Promise<Booted> {
    const request = deps.environments.requestFor(record, version, "provisioned-concurrency");
    const { promise: exited, resolve: onIdleExit } = Promise.withResolvers<void>();
    const environment = await request.open(onIdleExit);
    opened.add(environment);
    try {
      await initialise(environment, record, version);
      return { environment, exited };
    } finally {
      opened.delete(environment);
    }
  }

  async function initialise(
    environment: Environment,
    record: FunctionRecord,
    version: FunctionVersion,
  ): Promise<void> {
    if (!active) await environment.sandbox.stop();
    const lines = createPlatformLines({
      logging: version.settings.logging,
      version: version.version,
      functionArn: functionArn(store.region, record.name, version.version),
      region: store.region,
      nowMs: clock.nowMs,
      initialization: "provisioned-concurrency",
    });
    say(environment, lines.initStart());
    const limitMs = Math.max(INIT_LIMIT_MS, version.settings.timeoutS * 1000);
    try {
      const boot = await deps.starts.run(() => environment.sandbox.boot(randomUUID(), limitMs));
      if (boot.kind === "ready") return;
      say(environment, failedInitLine(lines, boot.failure, boot.durationMs));
      throw new Error(boot.failure.payload.toString("utf8"));
    } catch (error) {
      await environment.sandbox.stop();
      throw error;
    }
  }

  return {
    start: () => {
      active = true;
      for (const { name } of store.all()) sync(name);
    },
    sync,
    retry: (functionName, version) => {
      for (const [key, group] of groups) {
        if (
          version === undefined
            ? key.startsWith(keyOf(functionName, ""))
            : key === keyOf(functionName, version)
        ) {
          group.failure = undefined;
        }
      }
      sync(functionName);
    },
    stateOf: (functionName, version) => {
      const group = groups.get(keyOf(functionName, version));
      if (group === undefined) return undefined;
      const allocated = group.running.size;
      if (group.failure !== undefined) return { status: "FAILED", reason: group.failure, allocated };
      return { status: group.wasReady ? "READY" : "IN_PROGRESS", reason: undefined, allocated };
    },
    close: async () => {
      active = false;
      for (const { sandbox } of opened) void sandbox.stop();
      await Promise.all(underWay);
    },
  };
}

function newGroup(): Group {
  return { wanted: 0, starting: 0, running: new Set(), wasReady: false, failure: undefined };
}

function say({ log }: Environment, line: string | undefined): void {
  if (line !== undefined) log.write(line);
}
