import { InvokeCommand, type InvokeCommandOutput, type LambdaClient } from "@aws-sdk/client-lambda";
import type { SmokeInvoker } from "@switchyard/rollout";

export interface LambdaSmokeDeps {
  readonly client: LambdaClient;
  readonly functionName: string;
  /** For each query. */
  readonly timeoutMs: number;
  /** For all of them, so that the pass that asks comes to its end. */
  readonly totalMs: number;
}

/**
 * Invokes a version by its number with what API Gateway sends for `POST /query`. What the version does wrong is a
 * failed query; what keeps us from asking it (throttling, permissions, the network) is an error, and blames nobody.
 */
export function createLambdaSmoke({
  client,
  functionName,
  timeoutMs,
  totalMs,
}: LambdaSmokeDeps): SmokeInvoker {
  async function ask(version: string, query: string, leftMs: number): Promise<string | undefined> {
    const withinMs = Math.max(1, Math.min(timeoutMs, Math.floor(leftMs)));
    const command = new InvokeCommand({
      FunctionName: functionName,
      Qualifier: version,
      Payload: Buffer.from(JSON.stringify(queryEvent(query))),
    });
    const abortSignal = AbortSignal.timeout(withinMs);
    try {
      return flaw(await client.send(command, { abortSignal }), version);
    } catch (error) {
      if (!abortSignal.aborted) throw error;
      if (withinMs >= timeoutMs) return `no answer within ${withinMs} ms`;
      throw new Error(
        `The smoke queries did not end within the ${totalMs} ms that a pass has for them. Ask fewer, or wait for the next pass.`,
      );
    }
  }

  return {
    // One after the other: at once, they would start one environment each, and measure that.
    invoke: async (version, queries) => {
      const endMs = performance.now() + totalMs;
      for (const query of queries) {
        const why = await ask(version, query, endMs - performance.now());
        if (why !== undefined) return { kind: "failed", query, why };
      }
      return { kind: "passed" };
    },
  };
}

function queryEvent(query: string): object {
  return {
    resource: "/query",
    path: "/query",
    httpMethod: "POST",
    headers: { "content-type": "application/json" },
    multiValueHeaders: { "content-type": ["application/json"] },
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    requestContext: { requestId: "smoke", resourcePath: "/query", httpMethod: "POST", path: "/query" },
    body: JSON.stringify({ query }),
    isBase64Encoded: false,
  };
}

/** What is wrong with the response; undefined when nothing is. Quotes names and numbers, never an answer. */
function flaw({ FunctionError, Payload }: InvokeCommandOutput, version: string): string | undefined {
  const response = parseObject(Buffer.from(Payload ?? []).toString("utf8"));
  if (FunctionError !== undefined) {
    return `the function failed with an error ${plainName(response?.errorType) ?? "of no known type"}`;
  }
  if (typeof response?.statusCode !== "number") return "the function returned no HTTP response";
  const body = parseObject(response.body);
  if (response.statusCode !== 200) {
    const code = plainName(asObject(body?.error)?.code);
    return `expected status 200, found ${response.statusCode}${code === undefined ? "" : ` (${code})`}`;
  }
  if (body === undefined) return "the answer is no JSON object";
  if (body.version !== version) {
    return `expected an answer of version ${version}, found ${plainName(body.version) ?? "none that names itself"}`;
  }
  const missing = ["agent", "routing_method"].find((key) => plainName(body[key]) === undefined);
  return missing === undefined ? undefined : `the answer does not say its ${missing}`;
}

/** Names and version numbers look like this; what does not may be part of an answer. */
function plainName(value: unknown): string | undefined {
  return typeof value === "string" && /^[\w$][\w$.-]{0,79}$/.test(value) ? value : undefined;
}

function parseObject(text: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof text !== "string") return undefined;
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
