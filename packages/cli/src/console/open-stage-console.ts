import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { type Console, openConsole, type Pace } from "@switchyard/console";
import type { CloudControl } from "@switchyard/local-cloud";
import { awsSettings } from "../local/aws-clients.ts";
import { pause } from "../pause.ts";
import { clockOf } from "../promote/facts.ts";
import type { ReleaseController } from "../release/controller.ts";
import { CommandError } from "../terminal.ts";
import { openDeedLog } from "./deed-log.ts";
import { localControls } from "./local-controls.ts";
import { releaseView } from "./release-view.ts";
import { stageView } from "./stage-view.ts";

interface StageConsole {
  readonly stage: string;
  readonly controller: ReleaseController;
  /** A cloud on this machine and its state folder; undefined for AWS. */
  readonly local: { readonly cloud: CloudControl; readonly dir: string } | undefined;
  /** Who the audit trail names. */
  readonly by: string;
  readonly canAct: boolean;
  /** 0 = a free one. */
  readonly port: number;
}

/** Reading metrics costs a cent for a thousand of them. */
const PACE_ON_AWS: Pace = { releasesMs: 3000, metricsMs: 30_000 };
const PACE_HERE: Pace = { releasesMs: 500, metricsMs: 2000 };

/** The page over a stage of AWS or of the local cloud. Closing it lets go of the controller, too. */
export async function openStageConsole({
  stage,
  controller,
  local: here,
  by,
  canAct,
  port,
}: StageConsole): Promise<Pick<Console, "url" | "close">> {
  const cloud = here?.cloud;
  const settings = cloud === undefined ? {} : awsSettings(cloud.endpoints);
  const [cloudWatch, lambda] = [new CloudWatchClient(settings), new LambdaClient(settings)];
  const local =
    here === undefined
      ? undefined
      : localControls({ cloud: here.cloud, stage, log: openDeedLog(here.dir), by });
  const letGo = async (): Promise<void> => {
    await local?.close();
    controller.close();
    cloudWatch.destroy();
    lambda.destroy();
  };
  const page = await openConsole(
    {
      releases: releaseView(controller, by),
      stage: stageView({ stage, cloudWatch, lambda, nowMs: clockOf(cloud) }),
      ...(local === undefined ? {} : { local }),
    },
    {
      stage,
      cloud: cloud === undefined ? "aws" : "local",
      canAct,
      port,
      pace: cloud === undefined ? PACE_ON_AWS : PACE_HERE,
      pause,
    },
  ).catch(async (error: unknown) => {
    await letGo();
    throw explain(error, port);
  });
  return {
    url: page.url,
    close: async () => {
      await page.close();
      await letGo();
    },
  };
}

function explain(error: unknown, port: number): unknown {
  const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  return isTaken
    ? new CommandError(`Another program listens on port ${port}. Choose another, or none for a free one.`)
    : error;
}
