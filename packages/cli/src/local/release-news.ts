import type { CloudControl } from "@switchyard/local-cloud";
import type { StatusReply } from "../release/reply.ts";
import { localController } from "../release/target.ts";

/** How the release on the local cloud stands, in a word and in a sentence. */
export interface ReleaseNews {
  /** `unknown` when the controller cannot be asked: the status of everything else is still worth showing. */
  readonly state: string;
  readonly explanation: string;
  /** The version that the last deployment left for somebody to start, and that was not rolled back before. */
  readonly waiting?: string;
}

export async function readReleaseNews(cloud: CloudControl): Promise<ReleaseNews> {
  const controller = localController(cloud);
  try {
    const reply = await controller.ask({ verb: "status" });
    return reply.kind === "status"
      ? newsOf(reply)
      : { state: "unknown", explanation: `expected the status from the controller, found ${reply.kind}` };
  } catch (error) {
    return { state: "unknown", explanation: error instanceof Error ? error.message : String(error) };
  } finally {
    controller.close();
  }
}

function newsOf({ record, request, explanation }: StatusReply): ReleaseNews {
  const { state } = record.phase;
  const isDenied = record.denied.some(({ version }) => version === request?.version);
  return { state, explanation, ...(request === undefined || isDenied ? {} : { waiting: request.version }) };
}
