import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openRuntimeApi, type RuntimeAnswer, type RuntimeApi } from "./runtime-api.ts";

const PATH = "/2018-06-01/runtime";
const INVOCATION = {
  requestId: "r",
  payload: Buffer.from("{}"),
  deadlineMs: 1,
  functionArn: "arn:aws:lambda:us-east-1:000000000000:function:f",
  traceId: "t",
};

let api: RuntimeApi;
let asked: number;
let answers: RuntimeAnswer[];
let initErrors: string[];
beforeEach(async () => {
  asked = 0;
  answers = [];
  initErrors = [];
  api = await openRuntimeApi({
    ready: () => {
      asked += 1;
    },
    answered: (answer) => void answers.push(answer),
    initFailed: (payload) => void initErrors.push(payload.toString()),
  });
});
afterEach(() => api.close());

type Headers = Readonly<Record<string, string>>;

/** A request with exactly these headers: `fetch` would add some of its own. */
function send(method: "GET" | "POST", path: string, headers: Headers): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(`http://${api.address}${PATH}${path}`, { method, headers }, (response) => {
      text(response).then(() => resolve(response.statusCode), reject);
    })
      .on("error", reject)
      .end(method === "POST" ? "{}" : undefined);
  });
}
const secret = (): Headers => ({ "x-runtime-secret": api.secret });
const next = (headers: Headers = secret()) => send("GET", "/invocation/next", headers);

describe("the Runtime API of a sandbox", () => {
  it.each(["origin", "referer", "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest"])(
    "gives nothing to a request with the header %s",
    async (name) => {
      expect(await next({ ...secret(), [name]: "cors" })).toBe(403);
      expect(asked).toBe(0);
    },
  );

  it("gives nothing to a program without the secret of the sandbox", async () => {
    expect(api.secret).toMatch(/^[0-9a-f]{64}$/);
    expect(await next({})).toBe(403);
    expect(await next({ "x-runtime-secret": "0".repeat(64) })).toBe(403);
    expect(asked).toBe(0);
  });

  it("takes no answer and no error from a program without the secret of the sandbox", async () => {
    const first = next();
    await expect.poll(() => asked).toBe(1);
    api.deliver(INVOCATION);
    expect(await first).toBe(200);
    expect(await send("POST", "/invocation/r/response", {})).toBe(403);
    expect(await send("POST", "/invocation/r/error", {})).toBe(403);
    expect(await send("POST", "/init/error", {})).toBe(403);
    expect([answers, initErrors]).toEqual([[], []]);
    expect(await send("POST", "/invocation/r/response", secret())).toBe(202);
    expect(answers).toEqual([{ kind: "response", payload: Buffer.from("{}") }]);
  });

  it("gives the invocation to the runtime that waits, and not to a second one", async () => {
    const first = next();
    await expect.poll(() => asked).toBe(1);
    expect(await next()).toBe(403);
    api.deliver(INVOCATION);
    expect(await first).toBe(200);
    expect(asked).toBe(1);
  });
});
