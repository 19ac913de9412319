import { describe, expect, it } from "vitest";
import { onAlarm } from "./alarm.ts";
import { controllerPass } from "./controller-pass.ts";
import { createInMemoryJudge } from "./in-memory-judge.ts";
import { createInMemoryPorts } from "./in-memory-ports.ts";
import { MINUTE_MS } from "./observation.ts";
import type { RolloutPorts } from "./ports.ts";
import type { ReleaseRequest } from "./release-request.ts";
import { everyoneOn } from "./routing.ts";
import { runCommand } from "./run-command.ts";
import { arm, type Counts, EXPERIMENT, NONE, PLAN, START } from "./testdata/stage.ts";

const REQUEST: ReleaseRequest = {
  version: "7",
  digest: "sha256:seven",
  plan: "short",
  start: "automatic",
  by: "pulumi up",
  why: "deployment",
};

/** Which call of which moment kills the process: before it has any effect, or after, with its answer lost. */
interface Death {
  readonly atCall: number;
  readonly when: "before" | "after";
}

/** A process that dies once. Dead, it reaches nothing more; revived, it lives on with no memory. */
function createMortal(ports: RolloutPorts, death: Death | undefined) {
  let calls = 0;
  let isDead = false;
  const die = (): never => {
    isDead = true;
    throw new Error("the process died");
  };
  const mortal =
    <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (isDead) return die();
      calls += 1;
      const isLast = calls === death?.atCall;
      if (isLast && death.when === "before") return die();
      const result = await call(...args);
      return isLast ? die() : result;
    };
  const { releases, alias, versions, observations, smoke, cache, notifier, requests } = ports;
  return {
    calls: () => calls,
    revive: () => {
      isDead = false;
    },
    ports: {
      ...ports,
      releases: {
        load: mortal(releases.load),
        commit: mortal(releases.commit),
        history: mortal(releases.history),
      },
      alias: { read: mortal(alias.read), write: mortal(alias.write) },
      versions: {
        prepare: mortal(versions.prepare),
        exists: mortal(versions.exists),
        retire: mortal(versions.retire),
      },
      observations: { since: mortal(observations.since) },
      smoke: { invoke: mortal(smoke.invoke) },
      cache: { flush: mortal(cache.flush) },
      notifier: { notify: mortal(notifier.notify) },
      requests: { pending: mortal(requests.pending) },
    } satisfies RolloutPorts,
  };
}

/** What is done at one moment. After a death it is done again, at the same moment. */
type Act = (ports: RolloutPorts) => Promise<unknown>;

interface Moment {
  /** What became known of the minute that ends here; undefined where none passes. */
  readonly minute?: readonly [stable: Counts, candidate: Counts];
  readonly act: Act;
}

const pass: Act = (ports) => controllerPass(ports, (name) => (name === "short" ? PLAN : undefined));
const alarm: Act = (ports) => onAlarm(ports, "hard-failures");
const minute = (stable: Counts, candidate: Counts, act: Act = pass): Moment => ({
  minute: [stable, candidate],
  act,
});

/** Lives through the moments, dying where it is told to. */
async function live(moments: readonly Moment[], death?: Death) {
  const world = createInMemoryPorts({
    routing: everyoneOn("6"),
    versions: ["6", "7"],
    judgeFor: createInMemoryJudge,
  });
  const mortal = createMortal(world.ports, death);
  // A release that nobody starts is one that a deployment asks for.
  if (moments[0]?.act === pass) world.setRequest(REQUEST);
  let nowMs = 0;
  for (const { minute: counts, act } of moments) {
    if (counts !== undefined) {
      const [stable, candidate] = counts;
      world.observations.add({ startMs: nowMs, stable: arm(stable), candidate: arm(candidate), late: false });
      nowMs += MINUTE_MS;
      world.setTime(nowMs);
    }
    try {
      await act(mortal.ports);
    } catch {
      mortal.revive();
      await act(mortal.ports);
    }
    mortal.revive();
  }
  // What a death has left undone is done by the next pass, which comes without being asked.
  await pass(world.ports);
  await pass(world.ports);

  const record = (await world.ports.releases.load())?.record;
  const history = await world.ports.releases.history(1);
  return {
    calls: mortal.calls(),
    end: {
      phase: record?.phase,
      routing: world.alias.routing(),
      denied: record?.denied,
      chores: record?.chores,
      totals: record?.release?.totals,
      verdicts: record?.release?.verdicts,
      steps: history
        .filter(({ why }) => why !== "an unfinished write to the alias is found done")
        .map(({ from, to, why }) => `${from} > ${to}: ${why}`),
      told: [...new Set(world.notices.map(({ text }) => text))].toSorted(),
      retired: [...new Set(world.retired)],
      isFlushed: world.flushes() > 0,
    },
  };
}

const start = (plan = {}): Moment => ({ act: (ports) => runCommand(ports, { ...START, ...plan }) });
const good = [
  minute([190, 0], [10, 0]),
  minute([190, 0], [10, 0]),
  minute([100, 0], [100, 0]),
  minute([100, 0], [100, 0]),
  minute(NONE, [200, 0]),
  minute(NONE, [200, 0]),
];

describe.each<[string, readonly Moment[], string]>([
  ["a good version that a deployment asks for", [{ act: pass }, ...good], "completed"],
  [
    "a harmful version",
    [start(), { act: pass }, minute([190, 0], [10, 0]), minute([190, 0], [10, 5])],
    "rolled_back",
  ],
  [
    "a version that an alarm goes off for",
    [start(), { act: pass }, minute([190, 0], [10, 0]), minute([190, 0], [10, 3], alarm)],
    "rolled_back",
  ],
  [
    "an outage that an alarm notices first",
    [
      start(),
      { act: pass },
      minute([190, 60], [9, 3], alarm),
      ...Array.from({ length: 6 }, () => minute([190, 0], NONE)),
    ],
    "stepping",
  ],
  [
    "an experiment",
    [
      start({ plan: EXPERIMENT }),
      { act: pass },
      ...Array.from({ length: 4 }, () => minute([100, 1], [100, 1])),
    ],
    "completed",
  ],
])("%s", (_, moments, state) => {
  it("comes to the same end wherever the process dies, and nothing is lost or counted twice", async () => {
    const undisturbed = await live(moments);
    expect(undisturbed.end.phase?.state).toBe(state);
    expect(undisturbed.end.chores).toEqual([]);
    for (let atCall = 1; atCall <= undisturbed.calls; atCall += 1) {
      for (const when of ["before", "after"] as const) {
        const { end } = await live(moments, { atCall, when });
        expect(end, `killed ${when} call ${atCall}`).toEqual(undisturbed.end);
      }
    }
  });
});
