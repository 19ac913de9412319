import { describe, expect, it } from "vitest";
import { chooseAgent } from "./choose-agent.ts";

const AGENTS = ["cost", "security", "net-ops"];
const LINES = [
  "- cost: budgets, bills, savings plans",
  "- security: IAM policies, keys and audits",
  "- net-ops: subnets, routing, audits of traffic",
].join("\n");

describe("chooseAgent", () => {
  it.each([
    ["Which budget did we exceed?", "cost"],
    ["Rotate the keys of every policy", "security"],
    ["Is a subnet routed to the internet?", "net-ops"],
    ["net ops, please", "net-ops"],
  ])("sends %j to %s", (query, agent) => {
    expect(chooseAgent(query, AGENTS, LINES).agent).toBe(agent);
  });

  it("is surer the more words fit and the further behind the second is", () => {
    const confidence = (query: string) => chooseAgent(query, AGENTS, LINES).confidence;
    expect(confidence("budgets and bills")).toBe(0.95);
    expect(confidence("budgets")).toBe(0.73);
    expect(confidence("budgets and keys")).toBe(0.5);
  });

  it("names the generalist where no word fits, and the first agent where there is none", () => {
    const withGeneralist = `${LINES}\n- knowledge: general questions`;
    expect(chooseAgent("the weather", [...AGENTS, "knowledge"], withGeneralist)).toEqual({
      agent: "knowledge",
      confidence: 0.55,
      reason: "local Bedrock stand-in: overlaps with no agent, so the generalist",
    });
    expect(chooseAgent("the weather", AGENTS, LINES).agent).toBe("cost");
  });

  it("counts a word that two agents share for less", () => {
    expect(chooseAgent("audit our bills", AGENTS, LINES).agent).toBe("cost");
  });

  it("reads descriptions that stand on one line", () => {
    const line = "cost: bills; security: keys. net-ops = cables";
    expect(chooseAgent("keys", AGENTS, line).agent).toBe("security");
    expect(chooseAgent("cable", AGENTS, line).agent).toBe("net-ops");
  });
});
