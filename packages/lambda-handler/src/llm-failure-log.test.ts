import { createInMemoryLlm } from "@switchyard/router-core/testing";
import { describe, expect, it } from "vitest";
import { withFailureLog } from "./llm-failure-log.ts";

const request = {
  system: "s",
  query: "what are my aws costs?",
  tool: {
    name: "route",
    description: "d",
    inputSchema: { type: "object", properties: { agent: { enum: ["cost"] } } },
  },
  maxTokens: 150,
  temperature: 0.1,
  timeoutMs: 1000,
};

describe("withFailureLog", () => {
  it("writes why the model failed, and passes the reply on", async () => {
    const lines: string[] = [];
    const reply = { kind: "failed", reason: "denied", message: "AccessDeniedException (HTTP 403)" } as const;
    const logged = withFailureLog({ classify: async () => reply }, (line) => void lines.push(line));
    expect(await logged.classify(request)).toBe(reply);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        level: "WARN",
        message: "The model gave no usable answer",
        reason: "denied",
        detail: "AccessDeniedException (HTTP 403)",
      },
    ]);
  });

  it("writes nothing when the model answered", async () => {
    const lines: string[] = [];
    const { classifier } = createInMemoryLlm();
    const logged = withFailureLog(classifier, (line) => void lines.push(line));
    expect((await logged.classify(request)).kind).toBe("answered");
    expect(lines).toEqual([]);
  });
});
