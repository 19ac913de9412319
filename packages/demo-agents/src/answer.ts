import type { Question } from "./question.ts";

/** What an agent of that name would do, and where a person can look in the meantime. */
const HELP: ReadonlyMap<string, string> = new Map([
  [
    "cost",
    "A real agent would read Cost Explorer and your budgets. Until then: group last month by service, compare it with the month before, and look first at NAT gateways, idle load balancers and unattached volumes.",
  ],
  [
    "security",
    "A real agent would read Security Hub, GuardDuty and IAM Access Analyzer. Until then: look for access keys older than 90 days, public buckets and roles that nobody has used for a quarter.",
  ],
  [
    "operations",
    "A real agent would read alarms, deployments and logs. Until then: see which alarm went off first, and what was released shortly before it.",
  ],
  [
    "networking",
    "A real agent would read VPC flow logs and run Reachability Analyzer. Until then: check the route table, then the security group, then the network ACL, in both directions.",
  ],
  [
    "knowledge",
    'A real agent would search your runbooks and the AWS documentation. Until then: the page of the service named "Quotas" answers more questions than any other.',
  ],
]);

const UNKNOWN_AGENT = "A real agent of this name would answer here.";

const MAX_QUOTED_CHARACTERS = 120;

/** The same words for the same question, and no claim that anything was looked up. */
export function answerAs({ agent, query }: Question): string {
  return [
    `Demo agent \`${agent}\`: you asked “${excerpt(query)}”.`,
    "This text is canned; no AWS account was looked at.",
    HELP.get(agent) ?? UNKNOWN_AGENT,
  ].join(" ");
}

function excerpt(query: string): string {
  const characters = Array.from(query.trim().replace(/\s+/g, " "));
  return characters.length <= MAX_QUOTED_CHARACTERS
    ? characters.join("")
    : `${characters.slice(0, MAX_QUOTED_CHARACTERS).join("")}…`;
}
