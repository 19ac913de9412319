import { request } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Console, openConsole } from "./server.ts";
import { type FakeStage, fakeStage, pause } from "./testdata/stage-in-memory.ts";

let stage: FakeStage;
let page: Console;
let origin: string;
let token: string;

async function open(canAct = true, cloud: "aws" | "local" = "local"): Promise<void> {
  stage = fakeStage();
  stage.happen(2);
  const { releases, stage: view } = stage.ports;
  page = await openConsole(cloud === "local" ? stage.ports : { releases, stage: view }, {
    stage: cloud,
    cloud,
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

  it("has scripts without types, and Node says nothing of how they lost them", async () => {
    const warnings: string[] = [];
    const take = ({ message }: Error): void => void warnings.push(message);
    process.on("warning", take);
    const { headers, text } = await ask("GET", "/main.ts");
    process.off("warning", take);
    expect(headers["content-type"]).toBe("text/javascript; charset=utf-8");
    expect(text).not.toMatch(/import type|: Hello/);
    expect(warnings).toEqual([]);
  });

  it("serves every script that another one names", async () => {
    const asked = new Set<string>();
    const follow = async (path: string): Promise<void> => {
      if (asked.has(path)) return;
      asked.add(path);
      const { status, text } = await ask("GET", path);
      expect([path, status]).toEqual([path, 200]);
      for (const [, name = ""] of text.matchAll(/from "([^"]+)"/g)) {
        await follow(new URL(name, `http://page${path}`).pathname);
      }
    };
    await follow("/main.ts");
    expect(asked.size).toBeGreaterThan(10);
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
    expect(status).toBe(415);
    expect(stage.orders).toEqual([]);
  });

  it("cannot act with a body that is long, of unknown length or no JSON", async () => {
    expect((await order("x".repeat(5000))).status).toBe(413);
    expect((await ask("POST", "/api/order", { ...own(), "transfer-encoding": "chunked" }, "{}")).status).toBe(
      411,
    );
    expect((await ask("POST", "/api/order", own(), "{")).status).toBe(400);
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
    ["abort"],
  ])("is refused with %j", async (body) => {
    expect((await order(body)).status).toBe(400);
    expect(stage.orders).toEqual([]);
  });

  it("makes versions ill and sends traffic on the local cloud", async () => {
    const fault = await ask(
      "POST",
      "/api/fault",
      own(),
      '{"version":"8","kind":"errors","why":"to see it go"}',
    );
    const traffic = await ask("POST", "/api/traffic", own(), '{"requestsPerMinute":60}');
    expect([fault.status, traffic.status]).toEqual([200, 200]);
    expect([stage.faults, stage.traffic()]).toEqual([
      [{ version: "8", kind: "errors", why: "to see it go" }],
      60,
    ]);
    const told = await listen(own(), (text) => text.includes("set the traffic to 60"));
    expect(told).toContain('"by":"ann","what":"broke version 8: errors","broke":"8","why":"to see it go"');
    expect((await ask("POST", "/api/traffic", own(), '{"requestsPerMinute":6000}')).status).toBe(400);
    const noReason = '{"version":"8","kind":"none","why":" "}';
    expect((await ask("POST", "/api/fault", own(), noReason)).status).toBe(400);
  });

  it("asks the router, and hears its answer or why there is none", async () => {
    const question = (text: string) => ask("POST", "/api/ask", own(), JSON.stringify({ question: text }));
    const { status, text } = await question(" What are my costs? ");
    expect([status, JSON.parse(text)]).toEqual([
      200,
      { text: "An answer to: What are my costs?\ncost by fast/rules, version 7, 12 ms" },
    ]);
    expect((await question("Are you well?")).status).toBe(502);
    expect((await question(" ")).status).toBe(400);
    expect((await question("x".repeat(501))).status).toBe(400);
    const withoutToken = { "content-type": "application/json" };
    expect((await ask("POST", "/api/ask", withoutToken, '{"question":"who?"}')).status).toBe(401);
  });

  it.each(["fault", "traffic", "ask"])("cannot %s on AWS", async (action) => {
    await page.close();
    await open(true, "aws");
    expect((await ask("POST", `/api/${action}`, own(), "{}")).status).toBe(404);
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

  it("is ended for a reader that lets everything lie, and the others hear on", async () => {
    const slow = await new Promise<Socket>((resolve) => {
      const socket = connect(Number(new URL(origin).port), "127.0.0.1", () => resolve(socket));
    });
    slow.write(
      `GET /api/events HTTP/1.1\r\nHost: ${new URL(origin).host}\r\nx-switchyard-token: ${token}\r\n\r\n`,
    );
    slow.pause();
    const closed = new Promise<void>((resolve) => slow.once("close", () => resolve()));
    slow.on("error", () => undefined);
    let heard = 0;
    const patient = request(`${origin}/api/events`, { headers: own() }, (incoming) => {
      incoming.setEncoding("utf8").on("data", (text: string) => {
        heard += text.length;
      });
      incoming.on("error", () => undefined);
    }).end();
    patient.on("error", () => undefined);
    // More than a machine's own buffers and the console's take together.
    for (let round = 1; round <= 40; round += 1) {
      stage.set({ sentence: String(round % 10).repeat(1_000_000) });
      await expect
        .poll(() => heard, { timeout: 10_000, interval: 5 })
        .toBeGreaterThanOrEqual(round * 1_000_000);
    }
    slow.resume();
    await closed;
    patient.destroy();
  });

  it("has room for twenty at once", async () => {
    const open = await Promise.all(
      Array.from(
        { length: 20 },
        () =>
          new Promise<ReturnType<typeof request>>((resolve) => {
            const outgoing = request(`${origin}/api/events`, { headers: own() }, () => resolve(outgoing));
            outgoing.on("error", () => undefined);
            outgoing.end();
          }),
      ),
    );
    expect((await ask("GET", "/api/events", own())).status).toBe(503);
    for (const each of open) each.destroy();
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
