import { createInMemoryAlias, type InMemoryAlias } from "./in-memory-alias.ts";
import { createInMemoryObservations, type InMemoryObservations } from "./in-memory-observations.ts";
import { createInMemoryReleases, type InMemoryReleases } from "./in-memory-releases.ts";
import type { JudgeFor } from "./judge-port.ts";
import type { Readiness, RolloutPorts, SmokeResult } from "./ports.ts";
import type { ReleaseRequest } from "./release-request.ts";
import type { Routing } from "./routing.ts";
import type { Notice } from "./state.ts";

/** A whole outside world in memory, with the handles that move it. */
export interface InMemoryPorts {
  readonly ports: RolloutPorts;
  readonly releases: InMemoryReleases;
  readonly alias: InMemoryAlias;
  readonly observations: InMemoryObservations;
  /** What was told, asked, flushed and let go, in order. */
  readonly notices: readonly Notice[];
  readonly smoked: readonly string[];
  readonly retired: readonly string[];
  readonly flushes: () => number;
  readonly setReadiness: (version: string, readiness: Readiness) => void;
  readonly setSmoke: (result: SmokeResult) => void;
  /** The next notice is lost. */
  readonly breakNotifierOnce: () => void;
  /** What a deployment asks for from now on. */
  readonly setRequest: (request: ReleaseRequest | undefined) => void;
  readonly setTime: (ms: number) => void;
}

export interface InMemoryOptions {
  readonly routing: Routing;
  /** The versions that exist. */
  readonly versions: readonly string[];
  readonly judgeFor: JudgeFor;
}

/** Versions are ready at once and smoke queries pass, until told otherwise. Time starts at 0 and stands still. */
export function createInMemoryPorts({ routing, versions, judgeFor }: InMemoryOptions): InMemoryPorts {
  const releases = createInMemoryReleases();
  const alias = createInMemoryAlias(routing, versions);
  const observations = createInMemoryObservations();
  const readiness = new Map<string, Readiness>();
  const notices: Notice[] = [];
  const smoked: string[] = [];
  const retired: string[] = [];
  let smokeResult: SmokeResult = { kind: "passed" };
  let isNotifierBroken = false;
  let flushes = 0;
  let nowMs = 0;
  let request: ReleaseRequest | undefined;

  const ports: RolloutPorts = {
    releases: releases.store,
    alias: alias.store,
    observations: observations.source,
    versions: {
      prepare: async (version) =>
        alias.hasVersion(version) ? (readiness.get(version) ?? { kind: "ready" }) : { kind: "missing" },
      exists: async (version) => alias.hasVersion(version),
      retire: async (version) => void retired.push(version),
    },
    smoke: {
      invoke: async (version, queries) => {
        smoked.push(...queries.map((query) => `${version}: ${query}`));
        return smokeResult;
      },
    },
    cache: {
      flush: async () => {
        flushes += 1;
      },
    },
    notifier: {
      notify: async (notice) => {
        if (isNotifierBroken) {
          isNotifierBroken = false;
          throw new Error("the notice is lost");
        }
        notices.push(notice);
      },
    },
    requests: { pending: async () => request },
    judgeFor,
    nowMs: () => nowMs,
  };

  return {
    ports,
    releases,
    alias,
    observations,
    notices,
    smoked,
    retired,
    flushes: () => flushes,
    setReadiness: (version, next) => void readiness.set(version, next),
    setSmoke: (result) => {
      smokeResult = result;
    },
    breakNotifierOnce: () => {
      isNotifierBroken = true;
    },
    setRequest: (next) => {
      request = next;
    },
    setTime: (ms) => {
      nowMs = ms;
    },
  };
}
