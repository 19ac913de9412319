import type { Deed, Fault, LocalControls } from "@switchyard/console";
import type { CloudControl, CloudFaults, VersionFaults } from "@switchyard/local-cloud";
import { createDice } from "@switchyard/rollout";
import { printReply } from "../ask.ts";
import { deployedRouter } from "../local/stack.ts";
import { clockOf } from "../promote/facts.ts";
import { startTraffic, type Traffic } from "../rehearse/traffic.ts";
import { askRouter, type Reply } from "../router-client.ts";
import type { DeedLog } from "./deed-log.ts";

const FAULTS: Readonly<Record<Fault["kind"], VersionFaults | null>> = {
  errors: { downstreamErrors: 0.5 },
  slow: { downstreamSlow: 3 },
  cold: { initDelayMs: 3000 },
  crash: { crashInInit: true },
  none: null,
};
/** One illness at a time: what another switch of the page made is taken back. */
export function changeTo(kind: Fault["kind"]) {
  const well = { downstreamErrors: null, downstreamSlow: null, initDelayMs: null, crashInInit: null };
  const faults = FAULTS[kind];
  return faults === null ? null : { ...well, ...faults };
}

const WORDS: Readonly<Record<Exclude<Fault["kind"], "none">, string>> = {
  errors: "half of its calls fail",
  slow: "its calls take three times as long",
  cold: "it takes three seconds longer to start",
  crash: "it crashes as it starts",
};

/** What is ill, a line each; in the cloud's own words where no switch of the page did it. */
export function faultTexts({ versions, shared }: CloudFaults): readonly string[] {
  return [
    ...Object.entries(versions).map(([whose, faults]) => {
      const found = JSON.stringify(faults);
      const kind = (["errors", "slow", "cold", "crash"] as const).find(
        (each) => JSON.stringify(FAULTS[each]) === found,
      );
      return Object.keys(faults).length === 0
        ? []
        : [`Version ${versionIn(whose) ?? whose}: ${kind === undefined ? found : WORDS[kind]}`];
    }),
    Object.keys(shared).length === 0 ? [] : [`All versions: ${JSON.stringify(shared)}`],
  ].flat();
}

/** The version in `function:version`. */
function versionIn(whose: string): string | undefined {
  return /:(\d+)$/.exec(whose)?.[1];
}

/** Versions that have a fault of their own. */
export function illVersions({ versions }: CloudFaults): readonly string[] {
  return Object.entries(versions).flatMap(([whose, faults]) => {
    const version = versionIn(whose);
    return version === undefined || Object.keys(faults).length === 0 ? [] : [version];
  });
}

/** What the audit trail says of a fault. */
export function deedOf({ version, kind }: Fault): Pick<Deed, "what" | "broke"> {
  return kind === "none"
    ? { what: `made version ${version} well again` }
    : { what: `broke version ${version}: ${WORDS[kind]}`, broke: version };
}

/** What `switchyard ask` prints. */
function replyText(question: string, reply: Reply): string {
  const lines: string[] = [];
  const out = (line: string): void => void lines.push(line);
  printReply({ out, err: out, style: (_, text) => text }, question, reply);
  return lines
    .map((line) => line.trim())
    .join("\n")
    .trim();
}

interface LocalControlsDeps {
  readonly cloud: Pick<CloudControl, "outputs" | "clock" | "faults" | "configureFaults">;
  readonly stage: string;
  readonly log: DeedLog;
  /** Who the audit trail names. */
  readonly by: string;
}

/** The local cloud's faults, and callers that this process plays. */
export function localControls({
  cloud,
  stage,
  log,
  by,
}: LocalControlsDeps): LocalControls & { readonly close: () => Promise<void> } {
  const nowMs = clockOf(cloud);
  let traffic: Traffic | undefined;
  let requestsPerMinute = 0;
  const keep = (deed: Pick<Deed, "what" | "broke">, why: string | undefined): void =>
    log.append({ atMs: nowMs(), by, ...deed, ...(why === undefined ? {} : { why }) });
  const stop = async (): Promise<void> => {
    const old = traffic;
    traffic = undefined;
    await old?.stop();
  };
  const send = async (rate: number): Promise<void> => {
    const address = await deployedRouter(cloud, stage);
    await stop();
    requestsPerMinute = rate;
    if (rate === 0) return;
    traffic = startTraffic({
      address,
      requestsPerMinute: rate,
      speed: cloud.clock.speed,
      dice: createDice(Date.now() % 2 ** 31),
    });
  };
  // One after the other: of two that ran side by side, one's callers would never be stopped.
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = (act: () => Promise<void>): Promise<void> => {
    const done = queue.then(act);
    queue = done.catch(() => undefined);
    return done;
  };
  return {
    state: async () => {
      const faults = await cloud.faults();
      return { requestsPerMinute, faults: faultTexts(faults), ill: illVersions(faults) };
    },
    setFault: async (fault) => {
      const { version, kind, why } = fault;
      const { functionName } = await deployedRouter(cloud, stage);
      await cloud.configureFaults({ versions: { [`${functionName}:${version}`]: changeTo(kind) } });
      keep(deedOf(fault), why);
    },
    setTraffic: ({ requestsPerMinute: rate, why }) =>
      inTurn(async () => {
        await send(rate);
        const what = rate === 0 ? "stopped the traffic" : `set the traffic to ${rate} requests a minute`;
        keep({ what }, why);
      }),
    ask: async (question) => {
      const reply = await askRouter(await deployedRouter(cloud, stage), { query: question });
      return { ok: reply.status === 200, text: replyText(question, reply) };
    },
    deeds: async (from) => log.from(from),
    close: () => inTurn(stop),
  };
}
