import { createRouter, DEFAULT_ROUTER_CONFIG } from "@switchyard/router-core";
import { afterEach, describe, expect, it } from "vitest";
import { createBedrockClassifier } from "./bedrock-classifier.ts";
import { createHandler } from "./handler.ts";
import { createLambdaAgents } from "./lambda-agents.ts";
import { withFailureLog } from "./llm-failure-log.ts";
import { postEvent } from "./testdata/gateway-event.ts";
import { context, NO_SESSIONS, settings } from "./testdata/handler-world.ts";
import type { LoopbackAws, ScriptedReply } from "./testdata/loopback-aws.ts";
import { awsErrorReply, json, startLoopbackAws } from "./testdata/loopback-aws.ts";
import { loopbackEnvironment, openBuildingBlocks } from "./testdata/senders.ts";
import { smallRoutes } from "./testdata/small-routes.ts";

const QUERY = "Is Jane Doe ill?";

const open: LoopbackAws[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

/** Sends one query through the handler and both adapters, and returns the log. */
async function logOf(model: ScriptedReply, agent: ScriptedReply, logQueries: boolean) {
  const aws = await startLoopbackAws(({ path }) => (path.startsWith("/model/") ? model : agent));
  open.push(aws);
  const { invoke, converse } = openBuildingBlocks(loopbackEnvironment(aws.url));
  const lines: string[] = [];
  const writeLine = (line: string) => void lines.push(line);
  const classifier = createBedrockClassifier({
    converse,
    modelId: "us.anthropic.claude-haiku-5-5",
    mayQuote: logQueries,
  });
  const router = createRouter({
    routes: smallRoutes(),
    llm: withFailureLog(classifier, writeLine),
    nowMs: () => 0,
    config: DEFAULT_ROUTER_CONFIG,
  });
  const arn = "arn:aws:lambda:us-east-1:123456789012:function:agent:live";
  const agents = createLambdaAgents({
    invoke,
    agents: new Map([
      ["cost", arn],
      ["knowledge", arn],
    ]),
    mayQuote: logQueries,
  });
  const handler = createHandler(
    {
      route: router.route,
      agents,
      sessions: NO_SESSIONS,
      writeLine,
      nowMs: () => 1_795_000_000_000,
      elapsedMs: () => 0,
    },
    { ...settings, logQueries },
  );
  const { statusCode } = await handler(postEvent(JSON.stringify({ query: QUERY })), context());
  return { statusCode, log: lines.join("\n"), lines };
}

const functionError = (errorType: string) =>
  json(200, { errorType, errorMessage: QUERY }, { "x-amz-function-error": "Unhandled" });
const stopped = (stopReason: string) =>
  json(200, {
    output: { message: { role: "assistant", content: [{ text: QUERY }] } },
    stopReason,
    usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
    metrics: { latencyMs: 1 },
  });
const altered = "is JANE\u00A0 doe&#32;ill";

describe("a query that may not be logged", () => {
  it.each([
    ["AWS quotes it", awsErrorReply(400, "ValidationException", QUERY), awsErrorReply(400, "Bad", QUERY)],
    ["AWS quotes a part of it, altered", awsErrorReply(400, "E", altered), awsErrorReply(404, "E", altered)],
    ["AWS calls an error by it", awsErrorReply(400, QUERY, "x"), awsErrorReply(404, QUERY, "x")],
    ["an agent calls an error by it", stopped("end_turn"), functionError(QUERY)],
    [
      "an agent calls an error by a part of it",
      stopped("end_turn"),
      functionError(`Jane Doe${"!".repeat(80)}`),
    ],
    ["the model stops with it", stopped(QUERY), json(200, { text: QUERY })],
    [
      "nobody answers in JSON",
      { kind: "reply", status: 200, body: QUERY },
      { kind: "reply", status: 200, body: QUERY },
    ],
  ] as const)("is in no line of the log when %s", async (_, model, agent) => {
    const { statusCode, log, lines } = await logOf(model, agent, false);
    expect([statusCode, lines.length]).toEqual([502, 2]);
    expect(log).not.toMatch(/jane|doe/i);
  });
});

describe("a query that may be logged", () => {
  it("is there, with what AWS said", async () => {
    const said = awsErrorReply(400, "ValidationException", "AWS said so");
    const { lines } = await logOf(said, said, true);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { detail: "ValidationException: AWS said so" },
      { Query: QUERY, Detail: "unavailable: ValidationException: AWS said so" },
    ]);
  });
});
