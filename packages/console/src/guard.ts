import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** Why a request is not answered. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
}

export interface Guarded {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** Whether the request reads or changes anything of the stage: the page itself is nobody's secret. */
  readonly needsToken: boolean;
}

/** The header with the token. A page of another site cannot send it without asking, and is not allowed to. */
export const TOKEN_HEADER = "x-switchyard-token";

/**
 * Who may ask. `Host` keeps out pages of other names that point to this machine (DNS rebinding), `Origin` and
 * `Sec-Fetch-Site` those of other sites, and the token other people and programs on this machine.
 */
export function refusalOf(request: Guarded, port: number, token: string): Refusal | undefined {
  const { method, headers, needsToken } = request;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(headers.host ?? "")) {
    return { status: 421, message: `expected Host to be one of ${hosts.join(", ")}` };
  }
  const { origin } = headers;
  if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`)) {
    return { status: 403, message: "expected a request of this very page" };
  }
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && !(site === "none" && method === "GET")) {
    return { status: 403, message: "expected a request of this very page" };
  }
  if (!needsToken) return undefined;
  const given = headers[TOKEN_HEADER];
  return typeof given === "string" && isSame(given, token)
    ? undefined
    : { status: 401, message: "expected the token of this start; open the address that was printed" };
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
