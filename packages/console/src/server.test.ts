import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Console, openConsole } from "./server.ts";
import { type FakeStage, fakeStage, pause } from "./testing.ts";

let stage: FakeStage;
let page: Console;
let origin: string;
let token: string;

async function open(canAct = true): Promise<void> {
  stage = fakeStage();
  stage.happen(2);
  page = await openConsole(stage.ports, {
    stage: "local",
    cloud: "local",
    canAct,
    port: 0,
    pace: { releasesMs: 20, metricsMs: 20 },
    pause,
  });
  [origin = "", token = ""] = page.url.split("/#");
}
beforeEach(() => open());
afterEach(() => page.close());

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** By hand: `fetch` does not let anybody say another `Host`. */
function ask(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${origin}${path}`, { method, headers }, (incoming) => {
      let text = "";
      incoming.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      incoming.on("end", () => resolve({ status: incoming.statusCode, headers: incoming.headers, text }));
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

const own = () => ({ "x-switchyard-token": token, "content-type": "application/json" });
const order = (body: unknown, headers: Record<string, string> = own()) =>
  ask("POST", "/api/order", headers, JSON.stringify(body));
const ABORT = { verb: "abort", why: "answers are wrong" };

/** Reads the stream until a condition holds. */
function listen(headers: Record<string, string>, isEnough: (text: string) => boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${origin}/api/events`, { headers }, (incoming) => {
      let text = "";
      incoming.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
        if (!isEnough(text)) return;
        incoming.destroy();
        resolve(text);
      });
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}
const idsIn = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));

describe("the console's page", () => {
  it("comes with everything from this machine, and nothing may be inline", async () => {
    const { status, headers, text } = await ask("GET", "/");
    expect(status).toBe(200);
    expect(headers["content-security-policy"]).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self'",
    );
    expect(text).not.toMatch(/<style|style=|onclick|https?:\/\//);
    expect(text).not.toContain(token);
  });

  it("has scripts without types", async () => {
    const { headers, text } = await ask("GET", "/main.ts");
    expect(headers["content-type"]).toBe("text/javascript; charset=utf-8");
    expect(text).not.toMatch(/import type|: Hello/);
  });

  it.each(["/nothing", "/../package.json", "/page/view.ts", "/__proto__"])("has no %s", async (path) => {
    expect((await ask("GET", path)).status).toBe(404);
  });
});

describe("whoever asks", () => {
  it.each([
    ["a foreign Host", () => ({ ...own(), host: "evil.example" }), 421],
    ["another site", () => ({ ...own(), origin: "https://evil.example" }), 403],
    ["a wrong token", () => ({ ...own(), "x-switchyard-token": "guess" }), 401],
    ["no token", () => ({ "content-type": "application/json" }), 401],
  ])("cannot act or read with %s", async (_, headers, status) => {
    expect((await order(ABORT, headers())).status).toBe(status);
    expect((await ask("GET", "/api/events", headers())).status).toBe(status);
    expect(stage.orders).toEqual([]);
  });

  it("cannot act with a form of another page, token or not", async () => {
    const { status } = await ask(
      "POST",
      "/api/order",
      { ...own(), "content-type": "text/plain" },
      JSON.stringify(ABORT),
    );
    expect(status).toBe(400);
    expect(stage.orders).toEqual([]);
  });

  it("orders with a reason, and hears what the controller says", async () => {
    const { status, text } = await order(ABORT);
    expect([status, JSON.parse(text)]).toEqual([200, { text: "accepted: rolling_back" }]);
    expect(stage.orders).toEqual([ABORT]);
  });

  it.each([
    [{ verb: "abort" }],
    [{ verb: "abort", why: "  " }],
    [{ verb: "abort", why: "x".repeat(501) }],
    [{ verb: "start", why: "a reason" }],
    [{ ...ABORT, force: true }],
    ["x".repeat(5000)],
  ])("is refused with %j", async (body) => {
    expect((await order(body)).status).toBe(400);
    expect(stage.orders).toEqual([]);
  });

  it("makes versions ill and sends traffic on the local cloud", async () => {
    const fault = await ask("POST", "/api/fault", own(), '{"version":"8","kind":"errors"}');
    const traffic = await ask("POST", "/api/traffic", own(), '{"requestsPerMinute":60}');
    expect([fault.status, traffic.status]).toEqual([200, 200]);
    expect([stage.faults, stage.traffic()]).toEqual([[{ version: "8", kind: "errors" }], 60]);
    expect((await ask("POST", "/api/traffic", own(), '{"requestsPerMinute":6000}')).status).toBe(400);
  });

  it("only reads where it was started so", async () => {
    await page.close();
    await open(false);
    expect((await order(ABORT)).status).toBe(403);
    expect(stage.orders).toEqual([]);
  });
});

describe("the stream", () => {
  it("begins with a snapshot, and whoever comes back hears the rest once", async () => {
    const first = await listen(own(), (text) => text.includes("event: snapshot") && text.endsWith("\n\n"));
    const last = idsIn(first).at(-1) ?? 0;
    stage.happen(1);
    stage.set({ state: "paused" });
    const next = await listen({ ...own(), "last-event-id": String(last) }, (text) =>
      text.includes('"state":"paused"'),
    );
    expect(next).not.toContain("event: snapshot");
    const ids = idsIn(next);
    expect(ids).toEqual(ids.map((_, index) => last + 1 + index));
  });

  it("says what cannot be read, and goes on", async () => {
    stage.fail("the controller is away");
    const ill = await listen(own(), (text) => text.includes("is away"));
    expect(ill).toContain("state: the controller is away");
    stage.fail(undefined);
    const well = await listen(own(), (text) => /"problems":\[\]|event: problems\ndata: \[\]/.test(text));
    expect(well).toContain('"state":"stepping"');
  });
});
