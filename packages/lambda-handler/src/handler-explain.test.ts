import { createRouter, DEFAULT_ROUTER_CONFIG } from "@switchyard/router-core";
import { createInMemoryLlm } from "@switchyard/router-core/testing";
import { describe, expect, it } from "vitest";
import { getEvent, postEvent } from "./testdata/gateway-event.ts";
import { ask, world } from "./testdata/handler-world.ts";
import { smallModel } from "./testdata/small-model.ts";
import { smallRoutes } from "./testdata/small-routes.ts";

/** The handler's world, with a router that has rules, a model and a language model that is sure of `cost`. */
function routing() {
  const llm = createInMemoryLlm();
  llm.behave({ kind: "answer", agent: "cost", confidence: 0.9, reason: "It says Jane Doe." });
  const router = createRouter({
    routes: smallRoutes(),
    model: smallModel(),
    llm: llm.classifier,
    nowMs: () => 0,
    config: DEFAULT_ROUTER_CONFIG,
  });
  const asked = world();
  return { ...asked, ports: { ...asked.ports, route: router.route } };
}

const explaining = (query: string) => postEvent(JSON.stringify({ query, explain: true }));

describe("an answer that is to be explained", () => {
  it("has the whole way through the cascade", async () => {
    const { statusCode, body } = await ask(routing(), explaining("That invoice"));
    expect([statusCode, body.agent, body.routing_step]).toEqual([200, "cost", "model"]);
    const probability = body.confidence;
    expect(body.explanation).toEqual({
      steps: [
        { step: "override", result: "none" },
        { step: "rules", result: "no-match" },
        {
          step: "model",
          result: "answered",
          label: "cost",
          probability,
          threshold: 0.8,
          features: [{ feature: "invoice", weight: expect.any(Number) }],
        },
      ],
      decided: {
        step: "model",
        agent: "cost",
        confidence: probability,
        reason: "Reads like a question for cost.",
      },
    });
  });

  it("goes into no line of the log, where queries may be and where they may not", async () => {
    for (const logQueries of [true, false]) {
      const asked = routing();
      const { body } = await ask(asked, explaining("Is Jane Doe ill?"), { logQueries });
      expect(JSON.stringify(body.explanation)).toContain("It says Jane Doe.");
      const log = asked.lines.join("\n");
      expect(log).not.toMatch(/explanation|features|it says/i);
      expect(log.includes("Jane")).toBe(logQueries);
    }
  });
});

describe("an answer that is not to be explained", () => {
  it.each([
    ["a POST that does not ask for it", postEvent('{"query":"That invoice"}')],
    ["a POST that asks for none", postEvent('{"query":"That invoice","explain":false}')],
    ["a GET, whose answer may be kept for others", getEvent({ q: ["That invoice"], explain: ["true"] })],
  ])("has no explanation: %s", async (_, event) => {
    const { statusCode, body } = await ask(routing(), event);
    expect([statusCode, body.routing_step]).toEqual([200, "model"]);
    expect(body).not.toHaveProperty("explanation");
  });

  it("has none when it is an error", async () => {
    const asked = routing();
    asked.agents.behave("cost", { kind: "fail", reason: "timeout" });
    expect(Object.keys((await ask(asked, explaining("That invoice"))).body)).toEqual(["error"]);
  });
});
