import { AwsError } from "../aws-error.ts";
import type { Clock } from "../ports.ts";
import { tooManyRequests } from "./errors.ts";
import type { Sandbox } from "./sandbox.ts";
import type { SandboxLog } from "./sandbox-log.ts";

/** A sandbox together with what belongs to it for its whole life. */
export interface Environment {
  readonly sandbox: Sandbox;
  readonly log: SandboxLog;
  readonly openedAtMs: number;
  readonly credentialsExpireAtMs: number;
}

/** What an invocation needs a sandbox for. */
export interface EnvironmentRequest {
  readonly functionName: string;
  readonly version: string;
  /** Sandboxes are shared by invocations with equal keys: version and revision of its settings. */
  readonly key: string;
  /** For how long an environment may still take invocations, in cloud time; 0 and less: it is replaced. */
  readonly usableForMs: (environment: Environment) => number;
  readonly open: (onIdleExit: () => void) => Promise<Environment>;
}

/** An environment that was started ahead of the invocations it is for. */
export interface ProvidedEnvironment extends Pick<EnvironmentRequest, "functionName" | "version" | "key"> {
  readonly environment: Environment;
  /** It is out of the pool, for whatever reason. */
  readonly onGone: () => void;
}

/** A sandbox that belongs to one invocation until it is released. */
export interface Lease {
  readonly environment: Environment;
  /** True for an environment that was started ahead. */
  readonly provided: boolean;
  readonly release: () => void;
}

/**
 * The sandboxes of the account. At most `sandboxes` at a time for each function, so that one that waits for another
 * never holds the place that the other needs; an idle one makes room for another version's, until that one has its
 * share. Environments that were started ahead come on top, and make room for nobody.
 */
export interface SandboxPool {
  /** Waits at most `waitMs` for a free place, then throws `TooManyRequestsException`. First come, first served. */
  readonly acquire: (request: EnvironmentRequest) => Promise<Lease>;
  /** Takes an environment in. The result takes it out again, once it is idle. */
  readonly provide: (provided: ProvidedEnvironment) => () => void;
  /** Stops the idle sandboxes of a version, or of all versions, and the busy ones once they are done. */
  readonly retire: (functionName: string, version?: string) => void;
  /** Refuses what waits and stops everything; resolves when all processes are gone. */
  readonly close: () => Promise<void>;
}

export interface PoolLimits {
  /** Sandboxes of one function at a time, over all its versions. */
  readonly sandboxes: number;
  readonly waitMs: number;
  /** An idle sandbox is stopped after this time by the clock. */
  readonly idleMs: number;
}

interface Slot extends Pick<EnvironmentRequest, "functionName" | "version" | "key"> {
  /** Set for an environment that was started ahead. */
  readonly onGone: (() => void) | undefined;
  environment: Environment | undefined;
  idle: boolean;
  retired: boolean;
  cancelReaper: () => void;
}

interface Waiter {
  readonly request: EnvironmentRequest;
  readonly take: (slot: Slot) => void;
  readonly fail: (error: Error) => void;
}

export function createSandboxPool(limits: PoolLimits, clock: Clock): SandboxPool {
  /** In the order of last use: the first idle one has rested longest. */
  const slots = new Set<Slot>();
  let waiters: readonly Waiter[] = [];
  let closed = false;

  /** Processes that were killed and are not gone yet. */
  const stopping = new Set<Promise<void>>();

  function stop({ sandbox }: Environment): void {
    const stopped = sandbox.stop().then(() => void stopping.delete(stopped));
    stopping.add(stopped);
  }

  function remove(slot: Slot): void {
    if (!slots.delete(slot)) return;
    slot.cancelReaper();
    if (slot.environment !== undefined) stop(slot.environment);
    slot.onGone?.();
  }

  /** A place for the request right now, or undefined. */
  function tryTake(request: EnvironmentRequest): Slot | undefined {
    const warm = [...slots].toReversed().filter((slot) => slot.idle && slot.key === request.key);
    // What was started ahead first: it is paid for.
    for (const slot of warm.toSorted(
      (a, b) => Number(b.onGone !== undefined) - Number(a.onGone !== undefined),
    )) {
      if (slot.environment !== undefined && request.usableForMs(slot.environment) > 0) {
        slot.idle = false;
        return slot;
      }
      remove(slot);
    }
    const own = [...slots].filter(
      (slot) => slot.functionName === request.functionName && slot.onGone === undefined,
    );
    if (own.length >= limits.sandboxes) {
      const resting = own.find((slot) => slot.idle);
      if (resting === undefined || hasItsShare(request, own)) return undefined;
      remove(resting);
    }
    return addSlot(request, undefined);
  }

  /**
   * Whether a version holds as many places as the others that are at work leave it. It waits for one of its own then:
   * two versions under load that took each other's places would start processes for every other request, which takes
   * the machine's time, so that more requests are on their way and more places are wanted.
   */
  function hasItsShare({ functionName, key }: EnvironmentRequest, own: readonly Slot[]): boolean {
    const waiting = waiters
      .map(({ request }) => request)
      .filter((request) => request.functionName === functionName);
    const atWork = new Set([...own.filter((slot) => !slot.idle), ...waiting].map((use) => use.key)).add(key);
    const held = own.filter((slot) => slot.key === key).length;
    return held > 0 && held >= Math.floor(limits.sandboxes / atWork.size);
  }

  function addSlot(
    { functionName, version, key }: Pick<EnvironmentRequest, "functionName" | "version" | "key">,
    provided: ProvidedEnvironment | undefined,
  ): Slot {
    const slot: Slot = {
      functionName,
      version,
      key,
      onGone: provided?.onGone,
      environment: provided?.environment,
      idle: provided !== undefined,
      retired: false,
      cancelReaper: () => undefined,
    };
    slots.add(slot);
    return slot;
  }

  function serveWaiters(): void {
    for (const waiter of waiters) {
      const slot = tryTake(waiter.request);
      if (slot === undefined) continue;
      waiters = waiters.filter((other) => other !== waiter);
      waiter.take(slot);
    }
  }

  function wait(request: EnvironmentRequest): Promise<Slot> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => waiter.fail(tooManyRequests("ConcurrentInvocationLimitExceeded")),
        limits.waitMs,
      );
      const waiter: Waiter = {
        request,
        take: (slot) => {
          clearTimeout(timer);
          resolve(slot);
        },
        fail: (error) => {
          clearTimeout(timer);
          waiters = waiters.filter((other) => other !== waiter);
          reject(error);
        },
      };
      waiters = [...waiters, waiter];
    });
  }

  function release(slot: Slot): void {
    if (slot.retired || closed || slot.environment?.sandbox.isReady() !== true) {
      remove(slot);
    } else if (slots.delete(slot)) {
      slots.add(slot);
      slot.idle = true;
      slot.cancelReaper();
      if (slot.onGone === undefined) {
        slot.cancelReaper = clock.timer(limits.idleMs, () => {
          if (!slot.idle) return;
          remove(slot);
          serveWaiters();
        });
      }
    }
    serveWaiters();
  }

  /** Takes a slot out now, or once it is done. */
  function retire(slot: Slot): void {
    if (slot.idle) remove(slot);
    else slot.retired = true;
  }

  return {
    acquire: async (request) => {
      if (closed) throw closing();
      const isNext = waiters.every((waiter) => waiter.request.key !== request.key);
      const slot = (isNext ? tryTake(request) : undefined) ?? (await wait(request));
      try {
        slot.environment ??= await request.open(() => {
          remove(slot);
          serveWaiters();
        });
      } catch (error) {
        release(slot);
        throw error;
      }
      // The cloud may have closed meanwhile, when there was nothing to stop yet.
      if (closed) {
        stop(slot.environment);
        throw closing();
      }
      return {
        environment: slot.environment,
        provided: slot.onGone !== undefined,
        release: () => release(slot),
      };
    },
    provide: (provided) => {
      if (closed) {
        stop(provided.environment);
        return () => undefined;
      }
      const slot = addSlot(provided, provided);
      serveWaiters();
      return () => retire(slot);
    },
    retire: (functionName, version) => {
      for (const slot of slots) {
        if (slot.functionName !== functionName) continue;
        if (version === undefined || slot.version === version) retire(slot);
      }
      serveWaiters();
    },
    close: async () => {
      closed = true;
      for (const waiter of waiters) waiter.fail(closing());
      for (const slot of slots) remove(slot);
      await Promise.all(stopping);
    },
  };
}

function closing(): AwsError {
  return new AwsError("ServiceException", "The local cloud is closing.", 500, { Type: "Service" });
}
