import type { CommandLine } from "../command-line.ts";
import { writeWhole } from "../model/out-file.ts";
import { pause } from "../pause.ts";
import type { Stage } from "../release/target.ts";
import { readStage } from "../stage-file.ts";
import { CommandError, type Terminal } from "../terminal.ts";
import type { Asker } from "../tune/confirm.ts";
import { requireStageName } from "./agreement.ts";
import type { ArrivalProcess } from "./arrivals.ts";
import type { Burst } from "./burst.ts";
import { costOf, requestPrices } from "./cost.ts";
import { readCurve } from "./curve.ts";
import { estimateText } from "./estimate.ts";
import { httpSender } from "./http-sender.ts";
import { requireWithinLimits } from "./limits.ts";
import type { LoadOutcome } from "./outcome.ts";
import { expectedRequests, FLAT, profileOf } from "./profile.ts";
import { progressEveryMs, showLoadProgress } from "./progress.ts";
import { readMixFile, shippedMix } from "./read-mix.ts";
import { printLoad } from "./report.ts";
import { histogramsJson, loadJson } from "./report-json.ts";
import { HOPELESS_AFTER, type LoadPlan, type RunEnd, runLoad } from "./run.ts";
import { createTally, type Tally } from "./tally.ts";
import { findTarget, type LoadTarget } from "./target.ts";
import { broken } from "./thresholds.ts";
import { type Weights, weighted } from "./weights.ts";

export interface LoadOptions {
  readonly stage: Stage;
  readonly url?: URL;
  readonly queries?: string;
  readonly weights?: Weights;
  readonly rate: number;
  readonly duration: number;
  readonly arrivals: ArrivalProcess;
  readonly curve?: string;
  readonly burst: readonly Burst[];
  readonly seed: number;
  readonly maxInFlight: number;
  readonly timeout: number;
  readonly allowLarge?: true;
  readonly yes?: true;
  readonly maxErrorPercent?: number;
  readonly maxP95Ms?: number;
  readonly out?: string;
  readonly json?: true;
}

/** Where a load is run from. */
export interface LoadShell {
  readonly line: CommandLine;
  readonly asker: Asker;
  /** A file as the person means it. */
  readonly pathOf: (file: string) => string;
}

/** Runs a load and shows what came of it. Throws where it could not go on, or a threshold is not kept. */
export async function load({ line, asker, pathOf }: LoadShell, options: LoadOptions): Promise<void> {
  const { terminal } = line;
  const plan = planOf(options, pathOf);
  if (options.allowLarge !== true) requireWithinLimits(plan.profile);
  const abort = new AbortController();
  line.onInterrupt(() => abort.abort());

  const { api, ...config } = readStage(options.stage);
  const prices = requestPrices(config);
  const target = await findTarget({ stage: options.stage, url: options.url }, line);
  if (!target.isLoopback) {
    const estimate = estimateText(plan.profile, target.apiUrl, prices, api);
    if (options.yes === true) terminal.err(estimate);
    else await requireStageName(asker, estimate, options.stage, abort.signal);
  }
  const tallier = createTally(costOf(prices));
  const end = await drive(terminal, plan, { target, timeoutMs: options.timeout, tallier }, abort.signal);
  const tally = tallier.result();
  const outcome: LoadOutcome = {
    stage: options.stage,
    target,
    seed: options.seed,
    process: options.arrivals,
    durationMs: options.duration,
    expectedRequests: expectedRequests(plan.profile),
    end,
    tally,
    broken: broken({ maxErrorPercent: options.maxErrorPercent, maxP95Ms: options.maxP95Ms }, tally),
  };
  if (options.out !== undefined) writeWhole(pathOf(options.out), histogramsJson(outcome));
  if (options.json === true) terminal.out(loadJson(outcome));
  else printLoad(terminal, outcome);
  conclude(outcome);
}

function planOf(options: LoadOptions, pathOf: (file: string) => string): LoadPlan {
  const all = options.queries === undefined ? shippedMix() : readMixFile(pathOf(options.queries));
  return {
    mix: options.weights === undefined ? all : weighted(all, options.weights),
    profile: profileOf({
      ratePerSecond: options.rate,
      durationMs: options.duration,
      curve: options.curve === undefined ? FLAT : readCurve(options.curve, pathOf),
      bursts: options.burst,
    }),
    process: options.arrivals,
    seed: options.seed,
    maxInFlight: options.maxInFlight,
    drainMs: options.timeout,
  };
}

interface Driving {
  readonly target: LoadTarget;
  readonly timeoutMs: number;
  readonly tallier: ReturnType<typeof createTally>;
}

/** Sends it all, and shows how far it is meanwhile. */
async function drive(
  terminal: Terminal,
  plan: LoadPlan,
  { target, timeoutMs, tallier }: Driving,
  signal: AbortSignal,
): Promise<RunEnd> {
  const nowMs = () => performance.now();
  const sender = httpSender({ apiUrl: target.apiUrl, apiKey: target.apiKey, timeoutMs, nowMs });
  const startMs = nowMs();
  let [inFlight, waiting] = [0, 0];
  const show = showLoadProgress(terminal);
  const tell = (): void => {
    const { total } = tallier.result();
    show({
      elapsedMs: nowMs() - startMs,
      durationMs: plan.profile.at(-1)?.toMs ?? 0,
      answered: total.service.count,
      errors: total.errors,
      inFlight,
      waiting,
      p95Ms: total.latency.percentileMs(95),
    });
  };
  const timer = setInterval(tell, progressEveryMs(terminal));
  try {
    return await runLoad(
      plan,
      { nowMs, pause, send: sender.send },
      {
        onSample: tallier.add,
        onChange: (running, queued) => {
          [inFlight, waiting] = [running, queued];
        },
        signal,
      },
    );
  } finally {
    clearInterval(timer);
    sender.close();
  }
}

/** Throws when the run did not end as it should, after all that was found is shown. */
function conclude({ end, tally, broken: notKept }: LoadOutcome): void {
  switch (end.ended) {
    case "gave-up":
      throw new CommandError(
        `Stopped after ${HOPELESS_AFTER} requests in a row without an answer or with a refused key: ${reasonsText(tally)}. Check the address and the key.`,
      );
    case "interrupted":
      throw new CommandError("Interrupted; the result is of what was sent until then.");
    case "done":
      if (notKept.length > 0) throw new CommandError(`Not kept: ${notKept.join("; ")}.`);
  }
}

function reasonsText({ statuses, unanswered }: Tally): string {
  return [...unanswered, ...statuses].map(([reason, count]) => `${reason} × ${count}`).join(", ");
}
