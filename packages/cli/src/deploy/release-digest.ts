import { resolve } from "node:path";
import type { CommandLine } from "../command-line.ts";
import { pause } from "../pause.ts";
import { asDigest } from "../promote/gate.ts";
import { type Arrival, bringIntoService, concludeArrival } from "../promote/service.ts";
import { eventLine } from "../release/history-text.ts";
import { expectReply } from "../release/order.ts";
import { planOption } from "../release/plan-option.ts";
import type { StatusReply } from "../release/reply.ts";
import { openController } from "../release/target.ts";
import { releaseSummary } from "../report/release-summary.ts";
import { CommandError, printable } from "../terminal.ts";
import type { DeployOptions } from "./deploy-stage.ts";
import { addSummary } from "./summary.ts";

type Options = Pick<DeployOptions, "plan" | "by" | "why" | "timeoutMinutes" | "summary">;

/** Who does not say how long waits for the verdict. */
const WAIT_MINUTES = 7 * 24 * 60;

/** Sees to it that what a stage was deployed with comes into service, and stays until the controller has decided. */
export async function releaseDigest(
  line: CommandLine,
  stage: string,
  digest: string,
  options: Options,
): Promise<void> {
  const { plan, by, why, timeoutMinutes = WAIT_MINUTES } = options;
  const controller = await openController(stage, line);
  const abort = new AbortController();
  line.onInterrupt(() => abort.abort());
  try {
    const status = expectReply(await controller.ask({ verb: "status" }), "status");
    const arrival =
      settled(stage, status, digest) ??
      (await bringIntoService(
        {
          stage,
          by,
          why,
          waitMs: timeoutMinutes * 60_000,
          ...(plan === undefined
            ? {}
            : { plan: planOption(plan, (file) => resolve(line.env["INIT_CWD"] ?? ".", file)) }),
        },
        {
          target: controller,
          waiting: { nowMs: () => performance.now(), pause },
          onStage: (text) => line.terminal.err(text),
          onEvent: (event) => line.terminal.err(printable(eventLine(event))),
          signal: abort.signal,
        },
        digest,
      ));
    if (options.summary !== undefined) {
      addSummary(options.summary, line, [
        `**${stage}: ${arrival.outcome.replaceAll("-", " ")}**`,
        ...("explanation" in arrival ? ["", arrival.explanation] : []),
        ...(await releaseSummary(stage, arrival, controller, line.env)),
      ]);
    }
    concludeArrival(line.terminal.err, stage, arrival);
  } finally {
    controller.close();
  }
}

/** What is settled without a release: an image that was refused, one that everyone has already, and a stage's first. */
function settled(
  stage: string,
  { record, request, alias }: StatusReply,
  digest: string,
): Arrival | undefined {
  const denied = record.denied.find((entry) => asDigest(entry.digest) === digest);
  if (denied !== undefined) {
    throw new CommandError(
      `${stage}: ${digest} was rolled back as version ${denied.version}: ${denied.why}. It is not released again unless somebody forces it: "release start --force".`,
    );
  }
  if (request !== undefined && asDigest(request.digest) === digest) return undefined;
  const { release, phase } = record;
  if (release === undefined) {
    // The alias of a new stage begins with the only version that there is, and nothing waits.
    return phase.state === "idle" ? { outcome: "first-version", digest } : undefined;
  }
  const isServed =
    asDigest(release.candidate.digest) === digest &&
    phase.state === "completed" &&
    alias.routing.primary === release.candidate.version;
  return isServed ? { outcome: "in-service", digest } : undefined;
}
