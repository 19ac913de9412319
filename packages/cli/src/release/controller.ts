import type { ControllerReply } from "./reply.ts";
import type { ControllerRequest } from "./request.ts";

/** The release controller of one stage: the only writer of the live alias. */
export interface ReleaseController {
  readonly ask: (request: ControllerRequest) => Promise<ControllerReply>;
  /** How often it is worth asking for news. */
  readonly pollMs: number;
  readonly close: () => void;
}
