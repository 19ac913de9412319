import { CommandError, printable, type Terminal } from "../terminal.ts";
import type { ReleaseController } from "./controller.ts";
import type { ControllerReply } from "./reply.ts";
import type { ControllerRequest } from "./request.ts";
import type { Stage } from "./target.ts";

export interface OrderOptions {
  readonly stage: Stage;
  readonly by: string;
  readonly why: string;
  readonly json?: true;
}

/** Gives the controller an order. A refusal fails with its reason, an order that makes no sense with all of its problems. */
export async function order(
  terminal: Terminal,
  open: () => Promise<ReleaseController>,
  { json }: Pick<OrderOptions, "json">,
  request: ControllerRequest,
): Promise<void> {
  const reply = await askOnce(open, request);
  if (json === true) terminal.out(JSON.stringify(reply));
  const accepted = expectReply(reply, "accepted");
  if (json === true) return;
  const release = accepted.releaseId === undefined ? "" : ` (release ${accepted.releaseId})`;
  terminal.out(`${terminal.style("green", "accepted")} The state is ${accepted.state}${printable(release)}.`);
}

export async function askOnce(
  open: () => Promise<ReleaseController>,
  request: ControllerRequest,
): Promise<ControllerReply> {
  const controller = await open();
  try {
    return await controller.ask(request);
  } finally {
    controller.close();
  }
}

/** The reply of this kind; a refusal or a misunderstanding is the command's failure. */
export function expectReply<K extends ControllerReply["kind"]>(
  reply: ControllerReply,
  kind: K,
): Extract<ControllerReply, { kind: K }> {
  if (reply.kind === kind) return reply as Extract<ControllerReply, { kind: K }>;
  if (reply.kind === "refused") throw new CommandError(`Refused: ${printable(reply.reason)}.`);
  if (reply.kind === "invalid") {
    throw new CommandError(
      ["The controller does not take this:", ...reply.problems.map(printable)].join("\n  "),
      2,
    );
  }
  throw new CommandError(`Expected an answer of kind ${kind} from the controller, found ${reply.kind}.`);
}
