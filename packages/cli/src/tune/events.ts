/** What API Gateway sends to the router for `POST /query`. */
export function queryPayload(query: string): string {
  return JSON.stringify({
    resource: "/query",
    path: "/query",
    httpMethod: "POST",
    headers: { "content-type": "application/json" },
    multiValueHeaders: { "content-type": ["application/json"] },
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    requestContext: { requestId: "tune", resourcePath: "/query", httpMethod: "POST", path: "/query" },
    body: JSON.stringify({ query }),
    isBase64Encoded: false,
  });
}
