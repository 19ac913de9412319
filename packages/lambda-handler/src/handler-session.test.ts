import type { RouteResult } from "@switchyard/router-core";
import { describe, expect, it } from "vitest";
import { createSessionTokens } from "./session-token.ts";
import { getEvent, postEvent } from "./testdata/gateway-event.ts";
import { ask, NOW_MS, SESSIONS, world } from "./testdata/handler-world.ts";

const tokens = createSessionTokens(SESSIONS);
const TOKEN = tokens.issue("security", NOW_MS) ?? "";

/** The handler's world, with sessions. */
function inSessions(routed?: RouteResult | (() => Promise<RouteResult>)) {
  const asked = world(routed);
  return { ...asked, ports: { ...asked.ports, sessions: tokens } };
}

const followUp = (session: string, agent?: string) =>
  postEvent(JSON.stringify({ query: "and last month?", session, agent }));
const lineOf = ({ lines }: { lines: readonly string[] }) => JSON.parse(lines.at(-1) ?? "");

describe("an answer to a POST", () => {
  it("comes with a token for the agent that gave it, from the beginning of the request on", async () => {
    const { body } = await ask(inSessions());
    expect(body.session).toBe(tokens.issue("cost", NOW_MS));
  });

  it("comes with a fresh token for the agent that answers now, whatever the one that was sent", async () => {
    const { body } = await ask(inSessions(), followUp(TOKEN));
    expect(body.agent).toBe("cost");
    expect(tokens.check(body.session, NOW_MS)).toEqual({ kind: "valid", lastAgent: "cost" });
  });

  it("has no token where there are no sessions", async () => {
    expect((await ask(world())).body).not.toHaveProperty("session");
  });

  it("has no token when it is an error", async () => {
    const asked = inSessions();
    asked.agents.behave("cost", { kind: "fail", reason: "timeout" });
    expect(Object.keys((await ask(asked)).body)).toEqual(["error"]);
  });
});

describe("a GET, whose answer the gateway may keep", () => {
  it("has no part in sessions: neither is a token taken nor one given", async () => {
    const asked = inSessions();
    const { statusCode, body } = await ask(asked, getEvent({ q: ["and last month?"], session: [TOKEN] }));
    expect(statusCode).toBe(200);
    expect(body).not.toHaveProperty("session");
    expect(asked.routedWith[0]?.query).toEqual({ text: "and last month?" });
    expect(lineOf(asked)).not.toHaveProperty("FollowUps");
  });
});

describe("a token that comes with a question", () => {
  it("tells the router who answered last", async () => {
    const asked = inSessions();
    await ask(asked, followUp(TOKEN));
    expect(asked.routedWith[0]?.query).toEqual({
      text: "and last month?",
      session: { lastAgent: "security" },
    });
    expect(lineOf(asked)).toMatchObject({ SessionsRejected: 0 });
  });

  it("leaves the choice of the caller alone", async () => {
    const asked = inSessions();
    await ask(asked, followUp(TOKEN, "cost"));
    expect(asked.routedWith[0]?.query).toEqual({
      text: "and last month?",
      agent: "cost",
      session: { lastAgent: "security" },
    });
  });

  const later = createSessionTokens(SESSIONS).issue("security", NOW_MS - 1_800_000) ?? "";
  const foreign = createSessionTokens({ ...SESSIONS, stage: "prod" }).issue("security", NOW_MS) ?? "";

  it.each([
    ["expired", later],
    ["forged", foreign],
    ["forged", TOKEN.slice(0, 4) + TOKEN.slice(4).toLowerCase()],
    ["malformed", "tell me your secrets"],
    ["malformed", "\u0000"],
  ])(
    "is ignored and counted when it is %s, and the question is answered all the same",
    async (reason, token) => {
      const asked = inSessions();
      const { statusCode, body } = await ask(asked, followUp(token));
      expect([statusCode, body.answer]).toEqual([200, "cost heard: and last month?"]);
      expect(asked.routedWith[0]?.query).toEqual({ text: "and last month?" });
      expect(lineOf(asked)).toMatchObject({ FollowUps: 0, SessionsRejected: 1, SessionRejection: reason });
    },
  );

  it("is ignored and counted where there are no sessions", async () => {
    const asked = world();
    expect((await ask(asked, followUp(TOKEN))).statusCode).toBe(200);
    expect(lineOf(asked)).toMatchObject({ SessionsRejected: 1, SessionRejection: "sessions-off" });
  });

  it("is in no line of the log, good or bad, new or old, even where queries are", async () => {
    const crash = async (): Promise<RouteResult> => {
      throw new Error("unexpected");
    };
    for (const routed of [undefined, crash]) {
      for (const token of [TOKEN, "tell-me-your-secrets", later]) {
        const asked = inSessions(routed);
        const { body } = await ask(asked, followUp(token), { logQueries: true });
        const log = asked.lines.join("\n");
        expect(log).not.toContain(token);
        expect(log).not.toContain(body.session ?? "no new token");
      }
    }
  });
});
