// What the first requests of a new environment are like. Contents hardly matter: it is about which functions run.

/** The function's environment during the preparation. Nothing in it is secret, and nothing of it stays. */
export function sampleEnvironment(
  agents: readonly string[],
  endpointUrl: string,
): Readonly<Record<string, string>> {
  const arn = "arn:aws:lambda:us-east-1:123456789012:function:agent";
  return {
    AWS_ENDPOINT_URL: endpointUrl,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "none",
    AWS_SECRET_ACCESS_KEY: "none",
    AWS_SESSION_TOKEN: "none",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    SWITCHYARD_STAGE: "prepare",
    SWITCHYARD_MODEL_ID: "prepare",
    SWITCHYARD_AGENTS: JSON.stringify(Object.fromEntries(agents.map((agent) => [agent, arn]))),
    SWITCHYARD_SESSION_KEYS: "A".repeat(43),
    SWITCHYARD_PRICES: JSON.stringify({
      gbSecondMicroDollars: 1,
      requestMicroDollars: 1,
      inputTokenMicroDollars: 1,
      outputTokenMicroDollars: 1,
    }),
  };
}

/**
 * Questions that the fast path answers, by rules and by the model. What a first request seldom does (the language model,
 * follow-ups, refusals) is left out on purpose: each function in the cache costs every start a little, used or not.
 */
const QUESTIONS = [
  "What are my AWS costs?",
  "who deleted the orders bucket last night",
  "why is my load balancer returning 502 errors since this morning",
];

/** Proxy events as API Gateway sends them. */
export function sampleEvents(): readonly unknown[] {
  return [
    ...QUESTIONS.map((query) => event("POST", { body: JSON.stringify({ query }) })),
    event("GET", {
      queryStringParameters: { q: QUESTIONS[0] },
      multiValueQueryStringParameters: { q: [QUESTIONS[0]] },
    }),
  ];
}

function event(method: string, changes: object): unknown {
  return {
    resource: "/query",
    path: "/query",
    httpMethod: method,
    headers: { "content-type": "application/json", host: "example.execute-api.us-east-1.amazonaws.com" },
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    body: null,
    isBase64Encoded: false,
    requestContext: { requestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef" },
    ...changes,
  };
}
