import { explanationLines } from "./explanation-text.ts";
import type { Question, Reply } from "./router-client.ts";
import { printable, type Terminal } from "./terminal.ts";

/** Prints a reply for a person: the answer first, where the stage serves answers, then how it came about. */
export function printReply(terminal: Terminal, question: string, reply: Reply): void {
  const { style } = terminal;
  terminal.out(`${style("dim", ">")} ${style("bold", question)}`);
  const { body } = reply;
  if (reply.status !== 200) {
    const { code, message } = errorOf(body);
    terminal.out(`  ${style("red", String(reply.status))} ${printable(`${code}: ${message}`)}\n`);
    return;
  }
  const confidence = typeof body.confidence === "number" ? `, confidence ${body.confidence.toFixed(2)}` : "";
  const isDecision = body.answer === undefined;
  if (!isDecision) terminal.out(`  ${printable(String(body.answer))}`);
  terminal.out(
    `  ${style("green", String(body.agent))} by ${style("cyan", `${String(body.routing_method)}/${String(body.routing_step)}`)}${confidence}` +
      `${isDecision ? ", decision only" : ""}, version ${String(body.version)}${body.cold_start === true ? ", cold start" : ""}, ${reply.durationMs.toFixed(0)} ms`,
  );
  terminal.out(`  ${style("dim", typeof body.reason === "string" ? printable(body.reason) : "")}\n`);
}

/** Prints how an answer was routed, step by step. */
export function printExplanation({ out }: Terminal, { status, body }: Reply): void {
  if (status !== 200) return;
  for (const line of explanationLines(body.explanation)) out(`  ${line}`);
  out("");
}

/** Says how to go on asking, when the answer came with a session. */
export function printFollowUpHint({ out, style }: Terminal, { body }: Reply): void {
  if (typeof body.session !== "string") return;
  out(style("dim", `  Follow up: ask --session ${printable(body.session)} "and last month?"`));
}

/** The machine-readable form: the router's own body plus what only the client knows. */
export function replyJson(question: Question, reply: Reply): string {
  return JSON.stringify({
    question,
    status: reply.status,
    duration_ms: Math.round(reply.durationMs),
    ...reply.body,
  });
}

function errorOf(body: Readonly<Record<string, unknown>>): {
  readonly code: string;
  readonly message: string;
} {
  const error = body.error;
  if (typeof error === "object" && error !== null && "code" in error && "message" in error) {
    return { code: String(error.code), message: String(error.message) };
  }
  return { code: "unexpected", message: JSON.stringify(body) };
}
