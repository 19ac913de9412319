import { openCloud, serveControl } from "@switchyard/local-cloud";
import type { CommandLine } from "../command-line.ts";
import { speedFrom } from "./speed.ts";

/** Runs the local cloud in this process until somebody stops it. Writes to a log, not to a person. */
export async function serve(line: CommandLine, dir: string): Promise<void> {
  const cloud = await openCloud({
    dir,
    speed: speedFrom(line.env),
    onWarning: (message) => line.terminal.err(`warning: ${message}`),
  });
  const control = await serveControl(cloud, dir);
  line.terminal.err(`Listening on ${cloud.endpoints.awsUrl} (AWS) and ${cloud.endpoints.apiUrl} (APIs).`);
  const interrupted = new Promise<void>((resolve) => line.onInterrupt(resolve));
  await Promise.race([control.stopRequested, interrupted]);
  await control.close();
  await cloud.close();
}
