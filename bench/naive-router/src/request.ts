import type { APIGatewayProxyEvent } from "aws-lambda";
import { z } from "zod";

const Text = z.string().trim().min(1);

// A session is taken and not used: sessions are the shipped router's.
const PostBody = z.strictObject({
  query: Text.max(4_000),
  agent: Text.max(64).optional(),
  session: Text.max(256).optional(),
  explain: z.boolean().optional(),
});
const GetParameters = z.object({ q: Text.max(4_000), agent: Text.max(64).optional() });

/** What the caller asks, or why it cannot be answered. */
export type Asked =
  | {
      readonly kind: "query";
      readonly text: string;
      readonly agent: string | undefined;
      readonly explain: boolean;
    }
  | { readonly kind: "refused"; readonly status: number; readonly code: string; readonly message: string };

export function parseRequest(event: APIGatewayProxyEvent): Asked {
  if (event.resource !== "/query") return refuse(404, "not_found", "There is nothing here. Ask at /query.");
  if (event.httpMethod === "GET") {
    const parsed = GetParameters.safeParse(event.queryStringParameters ?? {});
    if (!parsed.success) return refuse(400, "invalid_request", z.prettifyError(parsed.error));
    return { kind: "query", text: parsed.data.q, agent: parsed.data.agent, explain: false };
  }
  if (event.httpMethod !== "POST") return refuse(405, "method_not_allowed", "Use POST or GET.");
  const body = event.isBase64Encoded ? Buffer.from(event.body ?? "", "base64").toString("utf8") : event.body;
  let json: unknown;
  try {
    json = JSON.parse(body ?? "");
  } catch {
    return refuse(400, "invalid_json", 'The body is not JSON. Send an object like {"query":"…"}.');
  }
  const parsed = PostBody.safeParse(json);
  if (!parsed.success) return refuse(400, "invalid_request", z.prettifyError(parsed.error));
  const { query, agent, explain } = parsed.data;
  return { kind: "query", text: query, agent, explain: explain ?? false };
}

function refuse(status: number, code: string, message: string): Asked {
  return { kind: "refused", status, code, message };
}
