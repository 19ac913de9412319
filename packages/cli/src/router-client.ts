import { CommandError } from "./terminal.ts";

/** Where a deployed router listens. */
export interface RouterAddress {
  readonly apiUrl: string;
  readonly apiKey: string;
}

export interface Question {
  readonly query: string;
  readonly agent?: string;
  /** Token of the answer before, for a POST only. */
  readonly session?: string;
  /** Asks for the way through the cascade, for a POST only. */
  readonly explain?: true;
}

/** What came back, whatever the status: errors have a shape of their own. */
export interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly durationMs: number;
}

const TIMEOUT_MS = 35_000;

/** Sends a question to a deployed router, as `POST /query`. */
export async function askRouter(address: RouterAddress, question: Question): Promise<Reply> {
  return await exchange(`${address.apiUrl}/query`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": address.apiKey },
    body: JSON.stringify(question),
  });
}

/** Sends a question as `GET /query`, which the gateway may answer from its cache. */
export async function askRouterCached(
  address: RouterAddress,
  question: Pick<Question, "query" | "agent">,
): Promise<Reply> {
  const parameters = new URLSearchParams({ q: question.query });
  if (question.agent !== undefined) parameters.set("agent", question.agent);
  return await exchange(`${address.apiUrl}/query?${parameters.toString()}`, {
    headers: { "x-api-key": address.apiKey },
  });
}

/** Sends a body as it is: to show what the router says to bad input. */
export async function sendRaw(address: RouterAddress, body: string): Promise<Reply> {
  return await exchange(`${address.apiUrl}/query`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": address.apiKey },
    body,
  });
}

async function exchange(url: string, init: RequestInit): Promise<Reply> {
  const startedMs = performance.now();
  let response: Response;
  try {
    response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new CommandError(
      `The router at ${url} did not answer: ${cause}. Is it deployed? Try "switchyard local status".`,
    );
  }
  const text = await response.text();
  return { status: response.status, body: parseBody(text), durationMs: performance.now() - startedMs };
}

function parseBody(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Not JSON: shown as it came.
  }
  return { text };
}
