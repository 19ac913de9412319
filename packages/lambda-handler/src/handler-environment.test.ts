import type { AgentReply } from "@switchyard/router-core";
import { describe, expect, it } from "vitest";
import { createHandler } from "./handler.ts";
import { postEvent } from "./testdata/gateway-event.ts";
import { ask, context, QUERY, settings, world } from "./testdata/handler-world.ts";

describe("time", () => {
  it("is given to an agent up to half a second before the invocation's end", async () => {
    const asked = world();
    await ask(asked, undefined, {}, 10_000);
    expect(asked.agents.requests[0]?.timeoutMs).toBe(9500);
    expect(asked.routedWith[0]?.timeoutMs).toBe(4000);
  });

  it("caps the model's step as well", async () => {
    const asked = world();
    await ask(asked, undefined, {}, 3000);
    expect(asked.routedWith[0]?.timeoutMs).toBe(2500);
  });

  it("that has run out is a 504 without a call of the agent", async () => {
    const asked = world();
    const response = await ask(asked, undefined, {}, 400);
    expect(response).toMatchObject({ statusCode: 504, body: { error: { code: "agent_timeout" } } });
    expect(asked.agents.requests).toEqual([]);
  });
});

describe("the metric line", () => {
  it("is stamped with the request's beginning, as Lambda stamps its own metrics", async () => {
    const { ports, lines } = world();
    let nowMs = 1_795_000_000_000;
    const ticking = { ...ports, nowMs: () => (nowMs += 29_000) };
    await createHandler(ticking, settings)(postEvent(JSON.stringify({ query: QUERY })), context());
    expect(JSON.parse(lines[0] ?? "")._aws.Timestamp).toBe(1_795_000_029_000);
  });

  it("measures nothing where the version is asked by its number, and is in the log all the same", async () => {
    const { ports, lines } = world();
    const event = postEvent(JSON.stringify({ query: QUERY }));
    await createHandler(ports, settings)(event, context(29_000, ":12"));
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      FunctionVersion: "12",
      Direct: true,
      RequestId: "gateway-1",
      LambdaRequestId: "lambda-1",
      Method: "POST",
      Status: 200,
      Agent: "cost",
      RoutingMethod: "fast",
      RoutingStep: "rules",
      Confidence: 0.98,
      ColdStart: true,
    });
  });

  it.each([":live", ":$LATEST", ""])(
    "measures where the function is asked as itself%s",
    async (qualifier) => {
      const { ports, lines } = world();
      const event = postEvent(JSON.stringify({ query: QUERY }));
      await createHandler(ports, settings)(event, context(29_000, qualifier));
      expect(JSON.parse(lines[0] ?? "").Requests).toBe(1);
    },
  );

  it("prices the request where the stage states its prices", async () => {
    const { ports, lines } = world();
    const prices = {
      gbSecondMicroDollars: 0,
      requestMicroDollars: 0.2,
      inputTokenMicroDollars: 0,
      outputTokenMicroDollars: 0,
    };
    const priced = createHandler(ports, { ...settings, cost: { prices, memoryMb: 512 } });
    await priced(postEvent(JSON.stringify({ query: QUERY })), context());
    expect(JSON.parse(lines[0] ?? "").RequestCost).toBe(0.2);
  });
});

describe("cold_start", () => {
  async function coldStarts(initializationType: string | undefined): Promise<unknown[]> {
    const { ports, lines } = world();
    const handler = createHandler(ports, { ...settings, initializationType });
    const bodies: unknown[] = [];
    for (const query of ["a", "b"]) {
      bodies.push(
        JSON.parse((await handler(postEvent(JSON.stringify({ query })), context())).body).cold_start,
      );
    }
    return [...bodies, ...lines.map((line) => JSON.parse(line).InitDuration)];
  }

  it("is true once per environment, and the start's duration is reported with it", async () => {
    expect(await coldStarts("on-demand")).toEqual([true, false, 180, undefined]);
  });

  it.each(["provisioned-concurrency", "snap-start", "lambda-managed-instances", undefined])(
    "is never true for %s: no caller waited",
    async (type) => {
      expect(await coldStarts(type)).toEqual([false, false, undefined, undefined]);
    },
  );

  it("is used up by a request that is refused", async () => {
    const { ports } = world();
    const handler = createHandler(ports, settings);
    await handler(postEvent("{"), context());
    const second = await handler(postEvent('{"query":"x"}'), context());
    expect(JSON.parse(second.body).cold_start).toBe(false);
  });
});

describe("the log", () => {
  it("gets exactly one line for each request, without the query", async () => {
    const asked = world();
    await ask(asked);
    expect(asked.lines).toHaveLength(1);
    expect(JSON.parse(asked.lines[0] ?? "")).toMatchObject({
      _aws: { Timestamp: 1_795_000_000_000 },
      Stage: "local",
      FunctionVersion: "12",
      Requests: 1,
      ResponsesFast: 1,
      ResponseTime: 42,
      RequestId: "gateway-1",
      LambdaRequestId: "lambda-1",
    });
    expect(asked.lines.join("").toLowerCase()).not.toContain("aws costs");
  });

  it("gets the query where the stage allows it", async () => {
    const asked = world();
    await ask(asked, undefined, { logQueries: true });
    expect(JSON.parse(asked.lines[0] ?? "")).toMatchObject({ Query: QUERY });
  });

  it("gets an agent's failure in the adapter's words", async () => {
    const asked = world();
    const reply: AgentReply = {
      kind: "failed",
      reason: "unavailable",
      message: "ServiceException (HTTP 500)",
    };
    await ask({ ...asked, ports: { ...asked.ports, agents: { invoke: async () => reply } } });
    expect(JSON.parse(asked.lines[0] ?? "")).toMatchObject({
      Status: 502,
      ErrorCode: "agent_failed",
      Detail: "unavailable: ServiceException (HTTP 500)",
    });
  });

  it("says so when a metric line could not be made, and the request is answered all the same", async () => {
    const asked = world();
    expect((await ask(asked, undefined, { initDurationMs: () => Number.NaN })).statusCode).toBe(200);
    expect(asked.lines.map((line) => JSON.parse(line))).toEqual([
      {
        level: "ERROR",
        message: "A log line was lost",
        error: expect.stringMatching(/^RangeError\n {4}at /),
      },
    ]);
  });

  it("may be gone: the request is answered all the same", async () => {
    const asked = world();
    const writeLine = () => {
      throw new Error("EPIPE");
    };
    expect((await ask({ ...asked, ports: { ...asked.ports, writeLine } })).statusCode).toBe(200);
  });
});
