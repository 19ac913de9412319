import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { CloudControl } from "@switchyard/local-cloud";
import { figures } from "@switchyard/metrics";
import type { CommandLine } from "../command-line.ts";
import { awsSettings } from "../local/aws-clients.ts";
import { logEvents } from "../local/log-events.ts";
import { runningCloud } from "../local/session.ts";
import { metricsReader } from "../metrics-reader.ts";
import { stateDir } from "../projects.ts";
import { clockOf } from "../promote/facts.ts";
import type { ReleaseController } from "../release/controller.ts";
import { historyFrom } from "../release/history.ts";
import { expectReply } from "../release/order.ts";
import { cloudOf } from "../target-cloud.ts";
import { CommandError } from "../terminal.ts";
import { type MemoryReading, REPORT_LINES, readMemory } from "./read-memory.ts";
import { measure, periodFor, reportQueries } from "./read-metrics.ts";
import { evidenceFor, type ReleaseReport } from "./report.ts";
import { kpiRows, type Measured } from "./rows.ts";
import { comparedMs, type Story, storyOf } from "./story.ts";

/** Where a report comes from. */
export interface ReportSource {
  readonly stage: string;
  /** Undefined: AWS, by the environment's credentials. */
  readonly cloud: Pick<CloudControl, "endpoints" | "clock"> | undefined;
  readonly controller: Pick<ReleaseController, "ask">;
}

const MINUTE_MS = 60_000;

/** The running local cloud, or AWS, by the stage's name and the environment. */
export async function reportSource(
  stage: string,
  env: CommandLine["env"],
  controller: ReportSource["controller"],
): Promise<ReportSource> {
  const cloud = cloudOf(stage, env) === "local" ? await runningCloud(stateDir(env)) : undefined;
  return { stage, cloud, controller };
}

/** Reads audit trail, metrics and log of one release, or of the `latest`. Throws with what there is instead. */
export async function readReport(
  { stage, cloud, controller }: ReportSource,
  kind: ReleaseReport["kind"],
  id: string,
): Promise<ReleaseReport> {
  const { record } = expectReply(await controller.ask({ verb: "status" }), "status");
  const story = storyOf(await historyFrom(controller, 1), id, clockOf(cloud)());
  const { release } = record;
  if (release?.id === story.id && release.plan.kind !== kind) {
    throw new CommandError(
      `${story.id} is no ${kind}: ask for "report ${release.plan.kind} ${story.id}".`,
      2,
    );
  }
  const measurements = await readFigures(stage, cloud, story);
  return {
    stage,
    kind,
    story,
    rows: kpiRows(measurements),
    ...evidenceFor(story, record),
    comparedMinutes: Math.round(comparedMs(story) / MINUTE_MS),
  };
}

async function readFigures(stage: string, cloud: ReportSource["cloud"], story: Story) {
  const settings = cloud === undefined ? {} : awsSettings(cloud.endpoints);
  const [metrics, logs] = [new CloudWatchClient(settings), new CloudWatchLogsClient(settings)];
  try {
    const period = periodFor(story);
    const found = await metricsReader(metrics)(
      reportQueries(stage, story, period),
      story.begunMs,
      story.endedMs,
    );
    const reports = logEvents(logs, {
      logGroup: `/aws/lambda/switchyard-${stage}-router`,
      startTime: story.begunMs,
      endTime: story.endedMs,
      filter: REPORT_LINES,
    });
    const memory = await readMemory(reports, story, figures.memory.formula.percent);
    return { ...measure(found, story, period), memory: measuredMemory(memory) };
  } finally {
    metrics.destroy();
    logs.destroy();
  }
}

function measuredMemory(reading: MemoryReading): Measured {
  if (reading.kind === "unread") return { note: reading.reason };
  const { baseline, candidate, isCut } = reading;
  return {
    ...(baseline === undefined ? {} : { baseline }),
    ...(candidate === undefined ? {} : { candidate }),
    ...(isCut ? { note: "of the first 50,000 requests" } : {}),
  };
}
