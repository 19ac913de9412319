import { readFile } from "node:fs/promises";
import { createFastPath, normaliseQuery, packRoutes } from "@switchyard/router-core";
import { describe, expect, it } from "vitest";
import { printRouteFileProblem } from "./problem.ts";
import { readRouteFile } from "./read-route-file.ts";

const path = new URL("../../lambda-handler/routes.yaml", import.meta.url);
const file = readRouteFile(await readFile(path, "utf8"), "routes.yaml");
if (!file.ok) throw new Error(file.problems.map(printRouteFileProblem).join("\n"));
const { table, routes, warnings } = file;
const decide = createFastPath(routes);

/** The agent, or why there is none. */
function answer(question: string): string {
  const result = decide(normaliseQuery(question, { maxChars: 4000 }));
  return result.kind === "matched" ? result.agent : result.why;
}

describe("the shipped route table", () => {
  it("compiles without a warning", () => {
    expect(warnings.map(printRouteFileProblem)).toEqual([]);
  });

  it("has the five agents and falls back to knowledge", () => {
    expect(table.agents.map(({ id }) => id)).toEqual([
      "cost",
      "security",
      "operations",
      "networking",
      "knowledge",
    ]);
    expect(table.fallback).toBe("knowledge");
  });

  it("stays small enough to be read at every cold start", () => {
    expect(packRoutes(routes).length).toBeLessThan(400_000);
  });

  it.each([
    ["What are my AWS costs?", "cost"],
    ["Why did our S3 costs increase?", "cost"],
    ["how much are we paying for NAT gateways", "cost"],
    ["are we on track with our cloud budget", "cost"],
    ["what's our savings plan coverage right now", "cost"],
    ["rightsizing recommendations for the prod cluster", "cost"],
    ["do we have any idle RDS instances", "cost"],
    ["cost impact of enabling VPC flow logs", "cost"],
    ["which IAM users do not have MFA", "security"],
    ["Who can read the customer-data bucket?", "security"],
    ["did GuardDuty flag our load balancer", "security"],
    ["is any of our S3 buckets publicly readable", "security"],
    ["are we affected by CVE-2024-3094", "security"],
    ["has the KMS key been rotated", "security"],
    ["is there any security group open to 0.0.0.0/0", "security"],
    ["why is my lambda slow", "operations"],
    ["What alarms are firing right now?", "operations"],
    ["roll back the last release of search", "operations"],
    ["restart the payments api", "operations"],
    ["show me the error logs for the orders lambda", "operations"],
    ["when was the last successful backup of the users database", "operations"],
    ["the website is down!", "operations"],
    ["which security group allows port 5432", "networking"],
    ["is the VPC peering between prod and shared active", "networking"],
    ["why can't my instance in the private subnet reach the internet", "networking"],
    ["DNS for internal.example.com does not resolve", "networking"],
    ["latency between us-east-1 and eu-central-1", "networking"],
    ["what is a VPC", "knowledge"],
    ["What's the difference between SQS and SNS?", "knowledge"],
    ["How do savings plans work?", "knowledge"],
    ["best practices for tagging resources", "knowledge"],
    ["explain IAM roles vs users", "knowledge"],
  ])("sends %j to %s", (question, agent) => {
    expect(answer(question)).toBe(agent);
  });

  it.each([
    "My cat walked over the keyboard and now the thing from Tuesday looks funny",
    "how much is a coffee at the cafeteria",
    "my laptop is slow",
    "set an alarm for 7 am",
    "how can I add money to my account",
    "who wrote the book about the war",
    "Bill is on vacation this week, who covers for him",
    "why is this so slow",
    "how do I set up VPC peering",
    "how do I enable MFA for a user",
    "why is the billing service crashing",
    "the deployment failed with access denied",
    "why is my app slow behind the load balancer",
    "explain how billing alarms work",
  ])("abstains on %j", (question) => {
    expect(answer(question)).toMatch(/^(no-match|ambiguous)$/u);
  });
});
