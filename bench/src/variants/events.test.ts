import { describe, expect, it } from "vitest";
import { type BenchEvent, checkAnswer, checkCodeCache, EVENTS, type EventId } from "./events.ts";

function eventOf(id: EventId): BenchEvent {
  const event = EVENTS.find((each) => each.id === id);
  if (event === undefined) throw new Error(`expected the event ${id}, found none`);
  return event;
}

function answer(body: object, statusCode = 200): string {
  return JSON.stringify({ statusCode, headers: {}, body: JSON.stringify(body) });
}

describe("checkAnswer", () => {
  it("accepts what each event is about", () => {
    const accept = (id: EventId, body: object) => () => checkAnswer(answer(body), eventOf(id));
    expect(accept("decision", { routing_method: "fast" })).not.toThrow();
    expect(accept("invoke", { routing_method: "fast", answer: "12 dollars" })).not.toThrow();
    expect(accept("llm", { routing_method: "llm", answer: "12 dollars" })).not.toThrow();
  });

  it.each([
    ["another status", "decision", answer({ routing_method: "fast" }, 500)],
    ["another way of routing", "llm", answer({ routing_method: "fallback", answer: "12 dollars" })],
    ["no answer of an agent", "invoke", answer({ routing_method: "fast" })],
    ["an agent that nobody was to ask", "decision", answer({ routing_method: "fast", answer: "12 dollars" })],
    ["something else", "decision", "null"],
  ] as const)("refuses %s", (_what, id, response) => {
    expect(() => checkAnswer(response, eventOf(id))).toThrow("expected status 200");
  });
});

it("notices that the code cache was not used", () => {
  checkCodeCache('{"_aws":{}}\n');
  const warning =
    '{"level":"WARN","message":"The code cache was not used","file":"index.cjs","codeCache":"rejected"}';
  expect(() => checkCodeCache(`${warning}\n{"_aws":{}}\n`)).toThrow("rejected");
});
