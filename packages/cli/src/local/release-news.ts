import type { CloudControl } from "@switchyard/local-cloud";
import { localController } from "../release/target.ts";

/** How the release on the local cloud stands, in a word and in a sentence. */
export interface ReleaseNews {
  /** `unknown` when the controller cannot be asked: the status of everything else is still worth showing. */
  readonly state: string;
  readonly explanation: string;
}

export async function readReleaseNews(cloud: CloudControl): Promise<ReleaseNews> {
  const controller = localController(cloud);
  try {
    const reply = await controller.ask({ verb: "status" });
    return reply.kind === "status"
      ? { state: reply.record.phase.state, explanation: reply.explanation }
      : { state: "unknown", explanation: `expected the status from the controller, found ${reply.kind}` };
  } catch (error) {
    return { state: "unknown", explanation: error instanceof Error ? error.message : String(error) };
  } finally {
    controller.close();
  }
}
