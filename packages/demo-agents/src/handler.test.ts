import { describe, expect, it } from "vitest";
import { createHandler } from "./handler.ts";

const lines: string[] = [];
const handler = createHandler((line) => lines.push(line));

const question = { agent: "cost", query: "What are my AWS costs?", request_id: "r-1" };

describe("handler", () => {
  it("answers in the agent's name, and says that it looked nothing up", async () => {
    const { answer } = await handler(question);
    expect(answer).toMatch(
      /^Demo agent `cost`: you asked “What are my AWS costs\?”\. This text is canned; no AWS account was looked at\. /,
    );
    expect(answer).toContain("Cost Explorer");
  });

  it("logs the request and the agent, and not what was asked", async () => {
    lines.length = 0;
    await handler(question);
    expect(lines).toEqual(['{"level":"INFO","agent":"cost","requestId":"r-1"}']);
  });

  it("returns the answer and nothing else", async () => {
    expect(Object.keys(await handler(question))).toEqual(["answer"]);
  });

  it("says the same to the same question, whatever the request", async () => {
    expect(await handler({ ...question, request_id: "r-2" })).toEqual(await handler(question));
  });

  it.each([
    ["cost", "Cost Explorer"],
    ["security", "GuardDuty"],
    ["operations", "alarm"],
    ["networking", "Reachability Analyzer"],
    ["knowledge", "runbooks"],
    ["billing-eu", "A real agent of this name would answer here."],
  ])("has something to say as %s", async (agent, words) => {
    const { answer } = await handler({ ...question, agent });
    expect(answer).toContain(`Demo agent \`${agent}\``);
    expect(answer).toContain(words);
  });

  it("quotes the first 120 characters of a long question, on one line", async () => {
    const { answer } = await handler({ ...question, query: `a\n\n${"🙂".repeat(4000)}` });
    expect(answer).toContain(`you asked “a ${"🙂".repeat(118)}…”.`);
  });

  it.each([
    [undefined, 'Expected a payload like {"agent","query","request_id"}; found nothing.'],
    [null, "found null."],
    [[], "found a list."],
    ["hello", "found a value of type string."],
    [
      {},
      'The payload does not fit: "agent" must be text that is not empty; found nothing; "query" must be text that is not empty; found nothing; "request_id" must be text that is not empty; found nothing.',
    ],
    [{ ...question, query: "  " }, '"query" must be text that is not empty; found empty text.'],
    [{ ...question, agent: 7 }, '"agent" must be text that is not empty; found a value of type number.'],
    [{ ...question, session: "s" }, 'The payload does not fit: "session" is not expected.'],
  ])("refuses the payload %j", async (payload, message) => {
    await expect(handler(payload)).rejects.toThrow(message);
  });
});
