/**
 * A log event of the router as a person wants to read it: one short line for each request, everything else as it is.
 * Undefined for Lambda's own lines about an invocation that went well, and for what belongs to them.
 */
export function summaryOfEvent(message: string): string | undefined {
  if (/^(START|END|INIT_START) /.test(message)) return undefined;
  if (message.startsWith("REPORT ")) return reportSummary(message);
  if (!/^\{"(_aws|FunctionVersion)"/.test(message)) return message;
  let event: Readonly<Record<string, unknown>>;
  try {
    event = JSON.parse(message) as Readonly<Record<string, unknown>>;
  } catch {
    return message;
  }
  const text = (name: string): string =>
    event[name] === undefined ? "" : String(event[name] as string | number);
  const way =
    event.RoutingMethod === undefined ? text("ErrorCode") : `${text("RoutingMethod")}/${text("RoutingStep")}`;
  const parts = [
    text("Status"),
    event.Direct === true ? "direct" : "",
    text("Method"),
    text("Agent"),
    way,
    typeof event.ResponseTime === "number" ? `${event.ResponseTime.toFixed(0)} ms` : "",
    event.RoutingMethod === undefined ? "" : text("ErrorCode"),
    // Of a request that went on to others; where the fast path decided, there is nothing to say.
    event.FastPathAbstained === undefined ? "" : `fast path: ${abstentionText(event)}`,
    event.LlmResult === undefined || event.LlmResult === "decided" ? "" : `model: ${text("LlmResult")}`,
    event.SessionRejection === undefined ? "" : `session: ${text("SessionRejection")}`,
    event.Query === undefined ? "" : JSON.stringify(event.Query),
    text("Detail"),
    `version ${text("FunctionVersion")}`,
    text("RequestId"),
  ];
  return parts.filter((part) => part !== "").join("  ");
}

/** For example `unsure (cost 0.41)`. */
function abstentionText({
  FastPathAbstained,
  FastPathGuess,
  FastPathProbability,
}: Readonly<Record<string, unknown>>) {
  const guess =
    typeof FastPathProbability === "number"
      ? ` (${String(FastPathGuess)} ${FastPathProbability.toFixed(2)})`
      : "";
  return `${String(FastPathAbstained)}${guess}`;
}

/** A cold start is worth a line. */
function reportSummary(message: string): string | undefined {
  const init = /Init Duration: ([\d.]+) ms/.exec(message)?.[1];
  return init === undefined ? undefined : `cold start: INIT took ${Number(init).toFixed(0)} ms`;
}
