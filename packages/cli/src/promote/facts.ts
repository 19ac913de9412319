import { CloudWatchClient, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import { type CloudControl, cloudTime } from "@switchyard/local-cloud";
import { awsSettings } from "../local/aws-clients.ts";
import type { ReleaseController } from "../release/controller.ts";
import { historyFrom } from "../release/history.ts";
import { expectReply } from "../release/order.ts";
import type { StatusReply } from "../release/reply.ts";
import { CommandError } from "../terminal.ts";
import type { SourceStage } from "./gate.ts";

/** Reads the alarms of a stage that are going off; undefined when they cannot be read, or when there are none at all. */
export type ReadAlarms = (stage: string) => Promise<readonly string[] | undefined>;

/** By the cloud's own clock: what a stage writes down is stamped by it. */
export function clockOf(cloud: Pick<CloudControl, "clock"> | undefined): () => number {
  return cloud === undefined ? Date.now : () => cloudTime(cloud.clock, Date.now());
}

/** Alarms of the local cloud, or of the account whose credentials the environment holds. */
export function alarmReader(cloud: Pick<CloudControl, "endpoints"> | undefined): ReadAlarms {
  return async (stage) => {
    const client = new CloudWatchClient(cloud === undefined ? {} : awsSettings(cloud.endpoints));
    try {
      const states: (readonly [name: string, state: string])[] = [];
      for await (const page of paginateDescribeAlarms(
        { client },
        { AlarmNamePrefix: `switchyard-${stage}-` },
      )) {
        for (const { AlarmName = "", StateValue = "" } of page.MetricAlarms ?? []) {
          states.push([AlarmName, StateValue]);
        }
      }
      if (states.length === 0) return undefined;
      return states.filter(([, state]) => state === "ALARM").map(([name]) => name);
    } catch {
      return undefined;
    } finally {
      client.destroy();
    }
  };
}

export async function readSource(
  name: string,
  controller: Pick<ReleaseController, "ask">,
  readAlarms: ReadAlarms,
): Promise<SourceStage> {
  const status = expectReply(await controller.ask({ verb: "status" }), "status");
  const events = await historyFrom(controller, 1);
  const releaseId = status.record.release?.id;
  const completed = events.findLast((event) => event.to === "completed" && event.releaseId === releaseId);
  return { name, status, completedAtMs: completed?.atMs, ringingAlarms: await readAlarms(name) };
}

/** How a stage stands; undefined before its first deployment. */
export async function readTarget(
  controller: Pick<ReleaseController, "ask">,
): Promise<StatusReply | undefined> {
  try {
    return expectReply(await controller.ask({ verb: "status" }), "status");
  } catch (error) {
    if (error instanceof CommandError && error.exitCode === 3) return undefined;
    throw error;
  }
}
