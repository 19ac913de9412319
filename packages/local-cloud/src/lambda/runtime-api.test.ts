import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openRuntimeApi, type RuntimeApi } from "./runtime-api.ts";

let api: RuntimeApi;
let asked: number;
beforeEach(async () => {
  asked = 0;
  api = await openRuntimeApi({
    ready: () => {
      asked += 1;
    },
    answered: () => undefined,
    initFailed: () => undefined,
  });
});
afterEach(() => api.close());

function next(headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(`http://${api.address}/2018-06-01/runtime/invocation/next`, { headers });
}

describe("the Runtime API of a sandbox", () => {
  it.each(["origin", "referer", "sec-fetch-site"])(
    "gives nothing to a request with the header %s",
    async (name) => {
      expect((await next({ [name]: "http://evil.example" })).status).toBe(403);
      expect(asked).toBe(0);
    },
  );

  it("gives the invocation to the runtime that waits, and not to a second one", async () => {
    const first = next();
    await expect.poll(() => asked).toBe(1);
    expect((await next()).status).toBe(403);
    api.deliver({
      requestId: "r",
      payload: Buffer.from("{}"),
      deadlineMs: 1,
      functionArn: "arn:aws:lambda:us-east-1:000000000000:function:f",
      traceId: "t",
    });
    expect((await first).status).toBe(200);
    expect(asked).toBe(1);
  });
});
