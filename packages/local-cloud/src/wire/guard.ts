import { AwsError } from "../aws-error.ts";
import type { RequestHead } from "./message.ts";

const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;

/** Headers that browsers send and AWS SDKs do not. */
const BROWSER_HEADERS = ["origin", "referer", "sec-fetch-site", "sec-fetch-dest", "sec-fetch-user"];

/**
 * Refuses what a web page could send. A page on a name that resolves to 127.0.0.1 (DNS rebinding) gives
 * itself away by the Host header; any other page by the headers that its browser adds. Signatures are not
 * verified, so all else that keeps a page out is that it cannot send an Authorization header elsewhere.
 */
export function refuseForeignRequest(request: RequestHead): void {
  const host = request.headers["host"] ?? "";
  if (!LOOPBACK_HOST.test(host)) {
    throw forbidden(
      `Expected 127.0.0.1, localhost or [::1] as the Host header, found ${JSON.stringify(host)}.`,
    );
  }
  const header = BROWSER_HEADERS.find((name) => request.headers[name] !== undefined) ?? browserMode(request);
  if (header === undefined) return;
  throw forbidden(
    `The local cloud's AWS API serves no web pages: found the header ${header}, which only a browser sends.`,
  );
}

/** Node's own fetch, which programs sign requests for, sends `cors`; a browser adds an Origin to that one. */
function browserMode({ headers }: RequestHead): string | undefined {
  return [undefined, "cors"].includes(headers["sec-fetch-mode"]) ? undefined : "sec-fetch-mode";
}

function forbidden(message: string): AwsError {
  return new AwsError("AccessDeniedException", message, 403);
}
