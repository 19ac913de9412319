import { describe, expect, it } from "vitest";
import { refusalOf } from "./guard.ts";

const TOKEN = "t".repeat(32);
const headers = { host: "127.0.0.1:4500", "x-switchyard-token": TOKEN };
const statusOf = (changes: Record<string, string | undefined>, method = "POST", needsToken = true) =>
  refusalOf({ method, headers: { ...headers, ...changes }, needsToken }, 4500, TOKEN)?.status;

describe("refusalOf", () => {
  it("lets the page itself ask", () => {
    expect(statusOf({})).toBeUndefined();
    expect(
      statusOf({ host: "localhost:4500", origin: "http://localhost:4500", "sec-fetch-site": "same-origin" }),
    ).toBeUndefined();
  });

  it("lets a person open the page without a token, and no more", () => {
    const opened = { "sec-fetch-site": "none", "x-switchyard-token": undefined };
    expect(statusOf(opened, "GET", false)).toBeUndefined();
    expect(statusOf(opened, "GET", true)).toBe(401);
    expect(statusOf(opened, "POST", false)).toBe(403);
  });

  it.each([
    ["another name for this machine", { host: "evil.example:4500" }, 421],
    ["another port", { host: "127.0.0.1:4501" }, 421],
    ["no name at all", { host: undefined }, 421],
    ["another site", { origin: "https://evil.example" }, 403],
    ["another program on this machine", { origin: "http://127.0.0.1:3000" }, 403],
    ["a page without an origin", { origin: "null" }, 403],
    ["a request across sites", { "sec-fetch-site": "cross-site" }, 403],
    ["a request across ports", { "sec-fetch-site": "same-site" }, 403],
    ["a wrong token", { "x-switchyard-token": "u".repeat(32) }, 401],
    ["a shorter token", { "x-switchyard-token": "t" }, 401],
    ["no token", { "x-switchyard-token": undefined }, 401],
  ])("refuses %s", (_, changes, status) => {
    expect(statusOf(changes)).toBe(status);
  });
});
